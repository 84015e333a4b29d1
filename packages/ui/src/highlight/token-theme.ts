import type { ThemeRegistrationRaw } from "shiki/core";

/** What a token of code is: its class is `tok-` and this. */
export type TokenKind =
  | "comment"
  | "keyword"
  | "string"
  | "number"
  | "function"
  | "type"
  | "property"
  | "tag"
  | "inserted"
  | "deleted"
  | "heading";

const SCOPES: readonly (readonly [TokenKind, readonly string[]])[] = [
  [
    "comment",
    ["comment", "punctuation.definition.comment", "string.comment", "meta.diff.header", "meta.diff.range"],
  ],
  [
    "keyword",
    [
      "keyword",
      "storage",
      "variable.language",
      "constant.language",
      "keyword.operator.new",
      "keyword.operator.expression",
    ],
  ],
  [
    "string",
    ["string", "constant.character", "punctuation.definition.string", "markup.inline.raw", "string.regexp"],
  ],
  ["number", ["constant.numeric", "constant.other.color", "keyword.other.unit"]],
  [
    "function",
    ["entity.name.function", "support.function", "meta.function-call.generic", "entity.name.command"],
  ],
  [
    "type",
    [
      "entity.name.type",
      "entity.name.class",
      "support.type",
      "support.class",
      "entity.other.inherited-class",
      "entity.name.namespace",
    ],
  ],
  [
    "property",
    [
      "entity.other.attribute-name",
      "support.type.property-name",
      "meta.object-literal.key",
      "entity.name.tag.yaml",
      "variable.other.constant",
      "keyword.other.definition.ini",
    ],
  ],
  ["tag", ["entity.name.tag", "punctuation.definition.tag", "support.class.component"]],
  ["inserted", ["markup.inserted"]],
  ["deleted", ["markup.deleted"]],
  ["heading", ["markup.heading", "entity.name.section", "markup.bold"]],
];

const TOKEN_KINDS: readonly TokenKind[] = SCOPES.map(([kind]) => kind);

/** Stands for "no colour of its own". */
const PLAIN = "#ffffff";
/** Operators look like text, not like keywords. */
const PLAIN_SCOPES = [
  "string.unquoted.argument",
  "keyword.operator",
  "storage.modifier.import",
  "meta.template.expression",
  "punctuation",
];

/**
 * A theme whose colours are not colours but numbers of {@link TokenKind}: the style sheet decides what they look
 * like, in both themes, and no style is ever written into an element.
 */
export const tokenTheme: ThemeRegistrationRaw = {
  name: "token-kinds",
  type: "dark",
  fg: PLAIN,
  bg: "#000000",
  settings: [
    { settings: { foreground: PLAIN, background: "#000000" } },
    ...SCOPES.map(([kind, scope]) => ({ scope: [...scope], settings: { foreground: colorOf(kind) } })),
    { scope: PLAIN_SCOPES, settings: { foreground: PLAIN } },
  ],
};

/** The class of a token by its "colour"; empty for plain text. */
export function tokenClass(color: string | undefined): string {
  const index = color === undefined ? Number.NaN : Number.parseInt(color.slice(1, 7), 16);
  const kind = TOKEN_KINDS[index - 1];
  return kind === undefined ? "" : `tok-${kind}`;
}

function colorOf(kind: TokenKind): string {
  return `#${(TOKEN_KINDS.indexOf(kind) + 1).toString(16).padStart(6, "0")}`;
}
