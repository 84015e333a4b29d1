import { expect, it } from "vitest";
import { findModel } from "../../src/composer/find-model.ts";
import { AGENT } from "../fake-drive.ts";

it("a model is found by its own name, the one it stands for, and that without its date", () => {
  const find = (name: string | undefined) => findModel(AGENT.models, name)?.id;

  expect(find("haiku")).toBe("haiku");
  expect(find("claude-sonnet-4-5")).toBe("sonnet");
  expect(find("claude-opus-4-5-20251101")).toBe("default");
  expect(find("gpt")).toBeUndefined();
  expect(find(undefined)).toBeUndefined();
});
