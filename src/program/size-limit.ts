import { refuseAs } from "../errors.ts";

/** How large a program may become before it is refused; a WebAssembly solver has a few GiB at most. */
export interface SizeLimit {
  readonly rows: number;
  readonly nonzeros: number;
}

export const defaultSizeLimit: SizeLimit = { rows: 1_000_000, nonzeros: 10_000_000 };

/** Refuses, before any memory is taken, a program over the limit. */
export function checkSize(size: SizeLimit, limit: SizeLimit, remedy: string): void {
  for (const what of ["rows", "nonzeros"] as const) {
    if (!(size[what] <= limit[what])) {
      refuseAs("program size", `at most ${limit[what].toLocaleString("en-US")} ${what}`, size[what].toLocaleString("en-US"), remedy);
    }
  }
}
