export * from "../index.ts";
export { readInstanceFile } from "./instance-file.ts";
export { writeMechanismCsv } from "./mechanism-csv.ts";
