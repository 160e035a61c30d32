import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { explorerPolicy } from "../src/node/explorer-site.ts";
import { documentationSite } from "./documentation/plugin.ts";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** numeric makes code from text, which the page's security policy forbids: what needs it is not offered there. How long plugins take is no news. */
const checks = { eval: false, pluginTimings: false };

/** The files of solvers in WebAssembly, which are not part of the first load. */
const solverFiles = new Set<string>();

export default defineConfig({
  root: here("."),
  // Any folder of any host.
  base: "./",
  define: { __VERSION__: JSON.stringify(version) },
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
  worker: { format: "es", plugins: () => [nothingOfNode(), noteSolvers()], rolldownOptions: { checks } },
  plugins: [nothingOfNode(), securityPolicy(), documentationSite(here("..")), offline()],
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

/** Which of the worker's files hold a solver. */
function noteSolvers(): Plugin {
  return {
    name: "note-solvers",
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle))
        if (file.type === "chunk" && file.moduleIds.some((id) => id.replaceAll("\\", "/").includes("/dist/browser/")))
          solverFiles.add(file.fileName);
    },
  };
}

/** The service worker: it is told what the first load consists of. */
function offline(): Plugin {
  return {
    name: "offline",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      const contents = Object.values(bundle).filter(({ fileName }) => !solverFiles.has(fileName) && fileName !== "index.html");
      const files = ["./", "./icon.svg", ...contents.map(({ fileName }) => `./${fileName}`)];
      const hash = createHash("sha256").update(JSON.stringify(files));
      for (const file of Object.values(bundle)) hash.update(file.type === "chunk" ? file.code : file.source);
      const constants = `const version = ${JSON.stringify(hash.digest("hex").slice(0, 16))};\nconst files = ${JSON.stringify(files, null, 2)};\n`;
      this.emitFile({
        type: "asset",
        fileName: "service-worker.js",
        source: constants + readFileSync(here("./service-worker.js"), "utf8"),
      });
    },
  };
}
