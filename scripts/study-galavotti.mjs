// Writes data/theorems/galavotti-uniform.json and docs/galavotti.svg: for which shares two partners with uniform values on shifted intervals can be served
// efficiently, with balanced budget, interim incentives and ex-post participation, and the least constant subsidy elsewhere; see docs/galavotti.md.
// npm run study:galavotti; takes some minutes.
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));
const shifts = ["0", "1/4", "1/3", "1/2", "3/4"];
/** Shifts at which the ends alone are computed, to hold the closed form against. */
const more = ["1/10", "1/7", "2/5", "3/5", "9/10", "99/100"];
const shares = Array.from({ length: 21 }, (_, k) => `${k}/20`);
const pieces = { piecesForShares: 1, piecesForSubsidies: 4 };

await mkdir(join(root, ".vite"), { recursive: true });
const folder = await mkdtemp(join(root, ".vite/study-"));
let study;
try {
  const outfile = join(folder, "study.mjs");
  await build({
    stdin: {
      contents: `
        export { studyShift } from "./src/analysis/ex-post-dissolution/study.ts";
        export { efficientShares } from "./regressions/support/efficient-shares.ts";
        export { rational, toNumber } from "./src/arithmetic/rational.ts";
        export { highs } from "./solvers/highs.ts";`,
      resolveDir: root,
      loader: "ts",
    },
    bundle: true,
    packages: "external",
    format: "esm",
    platform: "node",
    outfile,
    logLevel: "error",
  });
  study = await import(pathToFileURL(outfile).href);
} finally {
  await rm(folder, { recursive: true });
}
const { studyShift, efficientShares, rational, toNumber, highs } = study;
const options = { solver: highs, timeLimitSeconds: 600, tolerance: 1e-9, ...pieces };
const number = (text) => toNumber(rational(text));

const studies = [];
for (const shift of [...shifts, ...more]) {
  studies.push(await studyShift(shift, shifts.includes(shift) ? shares : [], options));
  process.stderr.write(`shift ${shift}: ${JSON.stringify(studies.at(-1)).slice(0, 200)}\n`);
}
await mkdir(join(root, "data/theorems"), { recursive: true });
const record = {
  generator: "scripts/study-galavotti.mjs",
  method:
    "Every number is the optimum of a linear program in rational numbers: a basis found in doubles, solved exactly, whose point satisfies every row and whose prices prove that none is better. The outer program (necessary) gives one end of an interval, the inner program (sufficient) the other.",
  ...pieces,
  shifts: studies,
};
await writeFile(join(root, "data/theorems/galavotti-uniform.json"), `${JSON.stringify(record, null, 2)}\n`);

// The plot: k(s₁) between its bounds on the left, the ends of the set over a on the right.
const colours = ["#1b6ca8", "#2a9d8f", "#8a5fbf", "#e07a1f", "#b23a48"];
const frame = { top: 20, height: 300, width: 380 };
const panel = (left, most, words) => {
  const x = (v) => left + v * frame.width;
  const y = (v) => frame.top + frame.height * (1 - v / most);
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const axes = [
    `<path d="M${x(0)} ${y(most)}V${y(0)}H${x(1)}" fill="none" stroke="#333"/>`,
    ...ticks.map((v) => `<text x="${x(v)}" y="${y(0) + 16}" text-anchor="middle">${v}</text>`),
    ...ticks.map((v) => `<text x="${x(0) - 6}" y="${y(v * most) + 4}" text-anchor="end">${Number((v * most).toFixed(3))}</text>`),
    `<text x="${x(0.5)}" y="${y(0) + 34}" text-anchor="middle">${words}</text>`,
  ];
  const path = (points) => points.map(([v, w], k) => `${k ? "L" : "M"}${x(v).toFixed(1)} ${y(w).toFixed(1)}`).join("");
  return { axes, path, x, y };
};
const left = panel(50, 0.4, "share s₁; least constant subsidy k, between its proved bounds");
const bands = studies.slice(0, shifts.length).flatMap(({ shift, smallestShare, largestShare, leastSubsidies }, k) => {
  // No subsidy at the ends of the set, either.
  const free = [smallestShare, largestShare].map(({ lower }) => [number(lower), 0]);
  const line = (end) =>
    [...leastSubsidies.map(({ share, subsidy }) => [number(share), number(subsidy[end])]), ...free].sort((p, q) => p[0] - q[0]);
  const at = 0.97 - 0.06 * k;
  return [
    `<path d="${left.path([...line("lower"), ...line("upper").reverse()])}Z" fill="${colours[k]}" fill-opacity="0.35" stroke="${colours[k]}"/>`,
    `<text x="${left.x(0.45)}" y="${left.y(at * 0.4)}" fill="${colours[k]}">a = ${shift}</text>`,
  ];
});
const right = panel(500, 1, "shift a; shares s₁ with an efficient mechanism");
const grid = Array.from({ length: 100 }, (_, k) => k / 100);
const endsAt = grid.map((a) => [a, efficientShares(rational(`${Math.round(100 * a)}/100`))]);
const region = [
  ...endsAt.map(([a, ends]) => [a, toNumber(ends.smallest)]),
  ...endsAt.reverse().map(([a, ends]) => [a, toNumber(ends.largest)]),
];
const dots = studies.flatMap(({ shift, smallestShare, largestShare }) =>
  [smallestShare, largestShare].map(
    ({ lower }) => `<circle cx="${right.x(number(shift)).toFixed(1)}" cy="${right.y(number(lower)).toFixed(1)}" r="3" fill="#b23a48"/>`,
  ),
);
const svg = [
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 370" font-family="sans-serif" font-size="12">`,
  `<rect width="900" height="370" fill="#fff"/>`,
  ...left.axes,
  ...bands,
  ...right.axes,
  `<path d="${right.path(region)}Z" fill="#1b6ca8" fill-opacity="0.25" stroke="#1b6ca8"/>`,
  `<path d="${right.path([
    [0, 0.5],
    [1, 0],
  ])}" stroke="#333" stroke-dasharray="4 3"/>`,
  `<text x="${right.x(0.26)}" y="${right.y(0.75)}">dashed: (1 − a)/2, where condition (7) holds</text>`,
  `<text x="${right.x(0.26)}" y="${right.y(0.69)}">dots: proved by linear programs</text>`,
  ...dots,
  "</svg>",
];
await writeFile(join(root, "docs/galavotti.svg"), `${svg.join("\n")}\n`);
