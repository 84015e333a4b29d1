import { defineConfig } from "vite";

export default defineConfig({
  // Absolute at the root; `renderPage` in src/index.ts moves the page to another mount. Chunks name each other relatively.
  base: "/",
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
