/** One check as test runners report it; `failure` says why it failed, line by line, `skipped` why it was not made. */
export interface TestCase {
  readonly suite: string;
  readonly name: string;
  readonly seconds: number;
  readonly failure: readonly string[] | null;
  readonly skipped?: string | undefined;
}

/**
 * JUnit's XML of checks, one suite for each name of a suite, as continuous integration reads it.
 *
 * @example
 * junitXml([{ suite: "instances", name: "a.json", seconds: 0.1, failure: null }]);
 */
export function junitXml(cases: readonly TestCase[]): string {
  const suites = [...new Set(cases.map(({ suite }) => suite))];
  const count = (list: readonly TestCase[]) =>
    `tests="${list.length}" failures="${list.filter(({ failure }) => failure).length}" skipped="${list.filter(({ skipped }) => skipped !== undefined).length}" time="${list.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(3)}"`;
  const lines = suites.flatMap((suite) => {
    const own = cases.filter((one) => one.suite === suite);
    return [`  <testsuite name="${xml(suite)}" ${count(own)}>`, ...own.flatMap(caseLines), "  </testsuite>"];
  });
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites ${count(cases)}>`, ...lines, "</testsuites>", ""].join("\n");
}

function caseLines({ suite, name, seconds, failure, skipped }: TestCase): string[] {
  const open = `    <testcase classname="${xml(suite)}" name="${xml(name)}" time="${seconds.toFixed(3)}"`;
  if (failure)
    return [`${open}>`, `      <failure message="${xml(failure[0] ?? "failed")}">${xml(failure.join("\n"))}</failure>`, "    </testcase>"];
  if (skipped !== undefined) return [`${open}>`, `      <skipped message="${xml(skipped)}"/>`, "    </testcase>"];
  return [`${open}/>`];
}

/** The Test Anything Protocol, version 14. */
export function tapText(cases: readonly TestCase[]): string {
  const lines = cases.flatMap(({ suite, name, failure, skipped }, k) => {
    const title = `${suite} ${name}`.replace(/\s+/g, " ").replace(/[\\#]/g, "\\$&");
    const directive = skipped === undefined ? "" : ` # SKIP ${skipped.replace(/\s+/g, " ")}`;
    const why = failure ? ["  ---", "  message: |", ...failure.map((line) => `    ${line.replace(/\s+/g, " ")}`), "  ..."] : [];
    return [`${failure ? "not ok" : "ok"} ${k + 1} - ${title}${directive}`, ...why];
  });
  return ["TAP version 14", `1..${cases.length}`, ...lines, ""].join("\n");
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

/** What XML 1.0 cannot hold at all becomes the replacement character. */
function xml(text: string): string {
  return text
    .replace(control, "\ufffd")
    .replace(halves, "\ufffd")
    .replace(/[&<>"']/g, (sign) => entities[sign] as string);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
/** Halves of characters beyond the first plane. */
const halves = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
