import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { ROOT } from "../lib/packages.mjs";
import { must } from "../lib/run.mjs";

const LINK = /!?\[[^\]]*\]\(([^)\s]+)(?:\s+"[^"]*")?\)|<(?:img|source)\s[^>]*?(?:src|srcset)="([^"]+)"/g;
const OUTSIDE = /^(?:[a-z][a-z+.-]*:|\/\/)/i;

/** Every relative link of every Markdown page leads to a file, and to a heading when it names one. */
export function checkLinks() {
  const listed = must("git", ["ls-files", "-co", "--exclude-standard", "*.md"], { cwd: ROOT });
  const pages = listed.split("\n").filter((page) => page !== "" && existsSync(join(ROOT, page)));
  return pages.flatMap((page) => linksOf(page).flatMap((target) => problem(page, target)));
}

function linksOf(page) {
  const text = withoutCode(readFileSync(join(ROOT, page), "utf8"));
  return [...text.matchAll(LINK)]
    .map((match) => match[1] ?? match[2])
    .filter((target) => !OUTSIDE.test(target));
}

function problem(page, target) {
  const [path, heading] = target.split("#");
  const file = path === "" ? join(ROOT, page) : join(ROOT, dirname(page), decodeURIComponent(path));
  if (relative(ROOT, file).startsWith("..")) return [`${page}: ${target} leads out of the repository`];
  if (!existsSync(file)) return [`${page}: ${target} leads nowhere`];
  if (heading === undefined || !file.endsWith(".md")) return [];
  return headingsOf(file).has(heading) ? [] : [`${page}: there is no heading for ${target}`];
}

/** The anchors that GitHub makes of headings. */
function headingsOf(file) {
  const lines = withoutCode(readFileSync(file, "utf8")).split("\n");
  const headings = lines.flatMap((line) => /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1] ?? []);
  return new Set(
    headings.map((text) =>
      text
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

function withoutCode(text) {
  return text.replaceAll(/^(```|~~~)[\s\S]*?^\1/gm, "");
}
