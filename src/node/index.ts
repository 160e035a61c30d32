import { registerExternalSolvers } from "../../solvers/external.ts";

export { createExternalSolver, type ExternalPreset, externalPresets, registerExternalSolvers } from "../../solvers/external.ts";
export * from "../index.ts";
export { readInstanceFile } from "./instance-file.ts";
export { writeMechanismCsv } from "./mechanism-csv.ts";

// Programs on the PATH are known by name wherever there is a PATH.
registerExternalSolvers();
