import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { raw, startServer } from "./support/server.ts";

/** Lays down a built page, with a file beside it that nobody may have. */
function builtPage(): string {
  const folder = mkdtempSync(join(tmpdir(), "vibedeck-ui-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const root = join(folder, "app");
  mkdirSync(join(root, "assets"), { recursive: true });
  mkdirSync(join(root, ".git"));
  writeFileSync(join(folder, "config.toml"), "secret");
  writeFileSync(join(root, ".git", "config"), "secret");
  writeFileSync(join(root, ".git", "config.json"), "secret");
  writeFileSync(join(root, "index.html"), '<script type="module" src="/assets/app-a1b2c3d4.js"></script>');
  writeFileSync(join(root, "assets", "app-a1b2c3d4.js"), `"${"app".repeat(1_000)}"`);
  writeFileSync(join(root, "favicon.svg"), "<svg/>");
  symlinkSync(join(folder, "config.toml"), join(root, "assets", "link.txt"));
  symlinkSync(folder, join(root, "assets", "folder"));
  return root;
}

test("serves the page for its own addresses", async () => {
  const server = await startServer({ ui: true, uiRoot: builtPage() });

  const answers = await Promise.all(
    ["/", "/new", "/admin", "/s/abcDEF_-12", "/s/abcDEF_-12/m/AAAA.15"].map((path) => server.get(path)),
  );

  for (const answer of answers) {
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
    });
    expect(answer.text).toContain('src="/assets/app-a1b2c3d4.js"');
  }
});

test("serves hashed files for ever and others with a check", async () => {
  const server = await startServer({ ui: true, uiRoot: builtPage() });

  const hashed = await server.get("/assets/app-a1b2c3d4.js");
  const plain = await server.get("/favicon.svg");
  const again = await server.get("/favicon.svg", { "if-none-match": plain.headers.etag });
  const page = await server.get("/", { "if-none-match": (await server.get("/")).headers.etag });

  expect(hashed.headers).toMatchObject({
    "content-type": "text/javascript; charset=utf-8",
    "cache-control": "public, max-age=31536000, immutable",
  });
  expect(plain.headers).toMatchObject({ "content-type": "image/svg+xml", "cache-control": "no-cache" });
  expect([again.status, again.text, page.status]).toEqual([304, "", 304]);
});

test.each([
  "/..%2f..%2fetc/passwd",
  "/../../../../etc/passwd",
  "/assets/../../config.toml",
  "/assets/..%2f..%2fconfig.toml",
  "/assets/%2e%2e/config.toml",
  "/%00",
  "/assets/app-a1b2c3d4.js%00",
  "/.git/config",
  "/.git/config.json",
  "/assets/link.txt",
  "/assets/folder/config.toml",
  "/assets/",
  "/assets",
  "/index.html",
  "/new/x",
  "/admin/x",
  "/s/",
  "/s/a/b",
  "/s/a.b",
  "/ASSETS/app-a1b2c3d4.js",
  "/assets//app-a1b2c3d4.js",
])("has no file at %s (258)", async (path) => {
  const { port } = await startServer({ ui: true, uiRoot: builtPage() });

  const text = await raw(
    port,
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`,
  );

  expect(text).toMatch(/^HTTP\/1\.1 404 /);
  expect(text).not.toContain("secret");
  expect(text).not.toContain("root:");
});

test("knows a file only if it was there at the start (258)", async () => {
  const root = builtPage();
  const server = await startServer({ ui: true, uiRoot: root });
  writeFileSync(join(root, "late.txt"), "late");

  const answer = await server.get("/late.txt");

  expect(answer.status).toBe(404);
});

test("says in plain words that the page is not built", async () => {
  const server = await startServer({ ui: true, uiRoot: join(tmpdir(), "vibedeck-no-such-folder") });

  const answer = await server.get("/");

  expect([answer.status, answer.headers["content-type"]]).toEqual([503, "text/plain; charset=utf-8"]);
  expect(answer.text).toBe("The page of this server is not built. Run: npm run build\n");
  expect((await server.get("/api/me")).status).toBe(200);
});

test("points the page at its files below a base path (82)", async () => {
  const server = await startServer({ ui: true, uiRoot: builtPage(), basePath: "/vd" });

  const page = await server.get("/vd/s/abc");
  const script = await server.get("/vd/assets/app-a1b2c3d4.js");

  expect(page.text).toContain('src="/vd/assets/app-a1b2c3d4.js"');
  expect(script.status).toBe(200);
});

test("serves no page when told so", async () => {
  const server = await startServer({ ui: false, uiRoot: builtPage() });

  const answers = await Promise.all(["/", "/favicon.svg"].map((path) => server.get(path)));

  expect(answers.map((answer) => answer.status)).toEqual([404, 404]);
});

test("compresses its files and answers HEAD without a body", async () => {
  const server = await startServer({ ui: true, uiRoot: builtPage() });

  const script = await server.get("/assets/app-a1b2c3d4.js", { "accept-encoding": "gzip" });
  const head = await server.send("HEAD", "/");

  expect(script.headers["content-encoding"]).toBe("gzip");
  expect(script.bytes.length).toBeLessThan(500);
  expect([head.status, head.text]).toEqual([200, ""]);
});
