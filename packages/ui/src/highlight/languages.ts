import type { LanguageRegistration } from "shiki/core";

type LoadLanguage = () => Promise<{ readonly default: LanguageRegistration[] }>;

/** The languages that are highlighted. Each is a chunk of its own, loaded when first met. */
const LANGUAGES: ReadonlyMap<string, LoadLanguage> = new Map<string, LoadLanguage>([
  ["bash", () => import("shiki/langs/bash.mjs")],
  ["c", () => import("shiki/langs/c.mjs")],
  ["cpp", () => import("shiki/langs/cpp.mjs")],
  ["csharp", () => import("shiki/langs/csharp.mjs")],
  ["css", () => import("shiki/langs/css.mjs")],
  ["dart", () => import("shiki/langs/dart.mjs")],
  ["diff", () => import("shiki/langs/diff.mjs")],
  ["docker", () => import("shiki/langs/docker.mjs")],
  ["elixir", () => import("shiki/langs/elixir.mjs")],
  ["go", () => import("shiki/langs/go.mjs")],
  ["graphql", () => import("shiki/langs/graphql.mjs")],
  ["haskell", () => import("shiki/langs/haskell.mjs")],
  ["html", () => import("shiki/langs/html.mjs")],
  ["ini", () => import("shiki/langs/ini.mjs")],
  ["java", () => import("shiki/langs/java.mjs")],
  ["javascript", () => import("shiki/langs/javascript.mjs")],
  ["json", () => import("shiki/langs/json.mjs")],
  ["jsx", () => import("shiki/langs/jsx.mjs")],
  ["kotlin", () => import("shiki/langs/kotlin.mjs")],
  ["lua", () => import("shiki/langs/lua.mjs")],
  ["make", () => import("shiki/langs/make.mjs")],
  ["markdown", () => import("shiki/langs/markdown.mjs")],
  ["nix", () => import("shiki/langs/nix.mjs")],
  ["perl", () => import("shiki/langs/perl.mjs")],
  ["php", () => import("shiki/langs/php.mjs")],
  ["powershell", () => import("shiki/langs/powershell.mjs")],
  ["proto", () => import("shiki/langs/proto.mjs")],
  ["python", () => import("shiki/langs/python.mjs")],
  ["r", () => import("shiki/langs/r.mjs")],
  ["ruby", () => import("shiki/langs/ruby.mjs")],
  ["rust", () => import("shiki/langs/rust.mjs")],
  ["scala", () => import("shiki/langs/scala.mjs")],
  ["scss", () => import("shiki/langs/scss.mjs")],
  ["sql", () => import("shiki/langs/sql.mjs")],
  ["svelte", () => import("shiki/langs/svelte.mjs")],
  ["swift", () => import("shiki/langs/swift.mjs")],
  ["terraform", () => import("shiki/langs/terraform.mjs")],
  ["toml", () => import("shiki/langs/toml.mjs")],
  ["tsx", () => import("shiki/langs/tsx.mjs")],
  ["typescript", () => import("shiki/langs/typescript.mjs")],
  ["vue", () => import("shiki/langs/vue.mjs")],
  ["xml", () => import("shiki/langs/xml.mjs")],
  ["yaml", () => import("shiki/langs/yaml.mjs")],
  ["zig", () => import("shiki/langs/zig.mjs")],
]);

/** Other names of the same languages: what fences say, and how files end. */
const ALIASES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    bash: "sh shell zsh console shellscript shell-session bats",
    c: "h",
    cpp: "c++ cc cxx hpp hh hxx",
    csharp: "cs c#",
    docker: "dockerfile containerfile",
    elixir: "ex exs",
    go: "golang",
    graphql: "gql",
    haskell: "hs",
    html: "htm",
    ini: "cfg conf env properties editorconfig gitconfig",
    javascript: "js mjs cjs node",
    json: "jsonc json5 jsonl webmanifest",
    kotlin: "kt kts",
    make: "makefile mk",
    markdown: "md mdx",
    perl: "pl pm",
    powershell: "ps1 pwsh",
    proto: "protobuf",
    python: "py pyi py3 python3",
    ruby: "rb gemfile rakefile",
    rust: "rs",
    scala: "sc",
    sql: "postgresql mysql sqlite",
    diff: "patch udiff",
    terraform: "tf tfvars hcl",
    typescript: "ts mts cts",
    xml: "svg xsl xsd plist",
    yaml: "yml",
  }).flatMap(([name, aliases]) => aliases.split(" ").map((alias) => [alias, name] as const)),
);

/** The language of a fence's info string (`ts title="a.ts"`), or `undefined` for one that is not known. */
export function languageOfInfo(info: string): string | undefined {
  return known(/^[\w+#.-]{1,40}/.exec(info.trim())?.[0] ?? "");
}

/** The language of a file, from its name. */
export function languageOfPath(path: string): string | undefined {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  return known(name) ?? (name.includes(".") ? known(name.slice(name.lastIndexOf(".") + 1)) : undefined);
}

/** How to load a language that one of the two functions above returned. */
export function languageLoader(language: string): LoadLanguage | undefined {
  return LANGUAGES.get(language);
}

function known(name: string): string | undefined {
  const lower = name.toLowerCase();
  return LANGUAGES.has(lower) ? lower : ALIASES.get(lower);
}
