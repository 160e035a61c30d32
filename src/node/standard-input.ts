import { InvalidInputError } from "../errors.ts";
import { readOpen, tooLong } from "./read-whole.ts";

/** All of standard input. A pipe that has nothing to read yet is waited for; throws InvalidInputError for one that never ends. */
export function readStandardInput(): string {
  const text = readOpen(0);
  if (text === null) throw new InvalidInputError({ field: "standard input", ...tooLong });
  return text;
}
