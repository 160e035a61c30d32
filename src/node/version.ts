import { createRequire } from "node:module";

/** The version of this package: what a journal, a table and a batch belong to. */
export const { version } = createRequire(import.meta.url)("secondbest/package.json") as { readonly version: string };
