import { copyFileSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The server embeds these into PDF documents; they are TrueType, which its PDF writer can subset. */
function documentFonts(): Plugin {
  return {
    name: "document-fonts",
    apply: "build",
    closeBundle() {
      mkdirSync(here("dist/fonts"), { recursive: true });
      for (const weight of ["Regular", "Bold"]) {
        const file = `Pretendard-${weight}.ttf`;
        copyFileSync(
          here(`node_modules/pretendard/dist/public/static/alternative/${file}`),
          here(`dist/fonts/${file}`),
        );
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), documentFonts()],
  resolve: { alias: { "@": here("src") } },
  build: {
    target: "es2023",
    // The content security policy allows fonts and images from this origin only, never data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What the first view needs anyway travels in three files that compress well, not in forty.
          groups: [
            { name: "react", test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 3 },
            {
              name: "router",
              test: /node_modules[\\/]@tanstack[\\/](react-|)(router|query|store|history)/,
              priority: 2,
            },
            { name: "app", test: /src[\\/]app[\\/]main\.tsx$/, priority: 1 },
          ],
        },
      },
    },
  },
  server: {
    // The host name stays that of the page: the server refuses what another site sends.
    proxy: {
      "/api": { target: "http://127.0.0.1:8080", changeOrigin: false },
      "/ws": { target: "ws://127.0.0.1:8080", ws: true },
      "/.well-known": { target: "http://127.0.0.1:8080", changeOrigin: false },
    },
  },
});
