import { existsSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import { InvalidInputError } from "../errors.ts";
import { packageFolder } from "./package-folder.ts";
import { staticSite } from "./static-site.ts";

/**
 * What the explorer's pages may do: load their own files, run WebAssembly, draw pictures that they made. No script in the page, none from elsewhere, no code made
 * from text, no connection to anywhere else. The pages say the same in a meta element, for hosts that send no headers.
 */
export const explorerPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "manifest-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
].join("; ");

/** A server of the built explorer that comes with the package; throws InvalidInputError where it has not been built. */
export function explorerSite(): Server {
  const folder = join(packageFolder(), "dist/explorer");
  if (!existsSync(join(folder, "index.html"))) {
    throw new InvalidInputError({
      field: "explorer",
      expected: "the pages that come with the package",
      received: "none, because they have not been built",
      remedy: "Run npm run build in the source folder.",
    });
  }
  return staticSite(folder, `${explorerPolicy}; frame-ancestors 'none'`);
}
