import { readFileSync } from "node:fs";
import { ERROR_CODES, VibeDeckError } from "@vibedeck/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { failureOf } from "../../src/http/errors.ts";
import { deckEvent } from "../../src/http/schemas/events.ts";
import { allRoutes } from "./support/call-route.ts";

const ROUTES = allRoutes();

const PAGE = readFileSync(new URL("../../../../docs/http-api.md", import.meta.url), "utf8");

test("docs/http-api.md has a heading for each route, and for nothing else", () => {
  const headings = [...PAGE.matchAll(/^### `((?:GET|PATCH|POST|DELETE) [^`]+)`$/gm)].map(
    ([, heading]) => heading,
  );

  expect(headings.sort()).toEqual(ROUTES.map((route) => `${route.method} ${route.path}`).sort());
});

test("docs/http-api.md names every query parameter and field of its route", () => {
  for (const route of ROUTES) {
    const section = PAGE.split(`### \`${route.method} ${route.path}\``)[1]?.split(/^##/m)[0] ?? "";
    for (const schema of [route.query, route.body]) {
      if (schema === undefined) continue;
      const { properties = {} } = z.toJSONSchema(schema, { io: "input" });
      for (const name of Object.keys(properties)) expect(section).toContain(`\`${name}\``);
    }
  }
});

test("docs/http-api.md names every code that is answered, with its status", () => {
  const rows = [...PAGE.matchAll(/^\| (\d{3}) +\| `([A-Z_]+)`/gm)].map(([, status, code]) => [
    Number(status),
    code,
  ]);

  const told = ERROR_CODES.flatMap((code) => {
    const { status, body } = failureOf(new VibeDeckError(code, "x"), "id");
    return body.error.code === code ? [[status, code]] : [];
  });
  expect(rows.sort()).toEqual([...told, [405, "NOT_SUPPORTED"]].sort());
});

test("docs/http-api.md names every event of the stream", () => {
  const event = z.object({ properties: z.object({ type: z.object({ const: z.string() }) }) });
  const schema = z.object({ $defs: z.object({ DeckEvent: z.object({ oneOf: z.array(event) }) }) });
  const { oneOf } = schema.parse(z.toJSONSchema(deckEvent)).$defs.DeckEvent;
  const types = oneOf.map(({ properties }) => properties.type.const);

  expect(types.length).toBeGreaterThan(11);
  for (const type of types) expect(PAGE).toMatch(new RegExp(`^\\| \`${type}\` +\\|`, "m"));
});

test.each(ROUTES.map((route) => [`${route.method} ${route.path}`, route] as const))(
  "%s can be described as JSON Schema",
  (_name, route) => {
    for (const schema of [route.query, route.body]) if (schema) z.toJSONSchema(schema, { io: "input" });
    if (route.answer) z.toJSONSchema(route.answer);
    expect(route.summary).toMatch(/\.$/);
  },
);
