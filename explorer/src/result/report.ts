import type { ReportEntry } from "../../../src/report/page/entry.ts";
import { reportPage } from "../../../src/report/page/report-page.ts";
import type { Solved } from "../engine/protocol.ts";

/** The report of a result as one HTML file, which is what the command line writes. */
export function reportOf({ result, certificate, verdict, unproved }: Solved): string {
  const entry: ReportEntry = {
    source: `${result.name ?? "instance"}, solved in the explorer`,
    result,
    certificate:
      certificate !== null && verdict !== null
        ? { verdict, accepted: true, text: certificate }
        : { reason: unproved ?? "none was asked for" },
  };
  const { name, version } = result.solver;
  const solver = name === "" ? [] : [`${name} ${version}`];
  return reportPage([entry], { document, versions: [`secondbest ${__VERSION__}`, ...solver] });
}
