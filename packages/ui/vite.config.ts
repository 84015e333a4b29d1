import { defineConfig, type Plugin } from "vite";

/** Takes out of css`` literals what only people need: the minifier leaves strings alone. */
const smallerCss: Plugin = {
  name: "smaller-css-literals",
  apply: "build",
  enforce: "pre",
  transform(code, id) {
    if (!id.endsWith(".ts") || !code.includes("css`")) return undefined;
    const squeeze = (css: string): string =>
      css
        .replace(/\/\*[\s\S]*?\*\//g, "")
        .replace(/\s+/g, " ")
        .replace(/ ?([{};,]) ?/g, "$1")
        .replace(/: /g, ":")
        .replace(/;}/g, "}");
    return { code: code.replace(/(?<=\bcss`)[^`]*/g, squeeze), map: null };
  },
};

export default defineConfig({
  // Absolute at the root; `renderPage` in src/index.ts moves the page to another mount. Chunks name each other relatively.
  base: "/",
  plugins: [smallerCss],
  resolve: { conditions: ["@vibedeck/source", "module", "browser", "production"] },
  build: {
    outDir: "dist/app",
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    manifest: true,
  },
  experimental: {
    renderBuiltUrl: (filename, { hostType }) => (hostType === "html" ? `/${filename}` : { relative: true }),
  },
});
