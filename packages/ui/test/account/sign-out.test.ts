import { describe, expect, it } from "vitest";
import { signedOutPage } from "../../src/account/sign-out.ts";

describe("the page after a sign-out", () => {
  it("is the provider's own, where it is a page of the web", () => {
    expect(signedOutPage("https://login.example/bye?x=1", "/auth/sign-in")).toBe(
      "https://login.example/bye?x=1",
    );
    for (const url of [
      "javascript:alert(1)",
      "data:text/html,x",
      "//evil",
      "",
      undefined,
      7,
      {},
      "file:///etc",
    ])
      expect(signedOutPage(url, "/auth/sign-in")).toBe("/auth/sign-in");
  });
});
