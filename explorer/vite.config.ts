import { isBuiltin } from "node:module";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { explorerPolicy } from "../src/node/explorer-site.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** numeric makes code from text, which the page's security policy forbids: what needs it is not offered there. How long plugins take is no news. */
const checks = { eval: false, pluginTimings: false };

export default defineConfig({
  root: here("."),
  // Any folder of any host.
  base: "./",
  logLevel: "warn",
  build: {
    outDir: here("../dist/explorer"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    // The solvers in WebAssembly, fetched when first used.
    chunkSizeWarningLimit: 8000,
    rolldownOptions: { checks },
  },
  worker: { format: "es", plugins: () => [nothingOfNode()], rolldownOptions: { checks } },
  plugins: [nothingOfNode(), securityPolicy()],
});

/** A module of Node in the page fails the build, where the bundler would put an empty one in its place. */
function nothingOfNode(): Plugin {
  return {
    name: "nothing-of-node",
    enforce: "pre",
    resolveId(path, importer) {
      if (isBuiltin(path)) throw new Error(`${importer} imports ${path}, which browsers do not have`);
    },
  };
}

/** The security policy in the pages themselves, for hosts that send no headers. */
function securityPolicy(): Plugin {
  return {
    name: "security-policy",
    apply: "build",
    transformIndexHtml: () => [
      { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: explorerPolicy }, injectTo: "head-prepend" },
    ],
  };
}
