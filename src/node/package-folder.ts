import { createRequire } from "node:module";
import { dirname } from "node:path";

/** The folder of the package with what was built, also where this module is part of a bundle. */
export const packageFolder = (): string => dirname(createRequire(import.meta.url).resolve("secondbest/package.json"));
