// How narrow and how fast brackets on cells are: ten pairs of laws under all words that programs on cells serve, each to a relative width of 0.01 within a time limit.
// One row a problem: bounds, relative width, seconds on the clock and of processor time; then the misses. Exit code 5 when there is one.
// Usage: node scripts/bench-cells.mjs [--limit 30] [--width 0.01] [--pair NAME] [--words dominant/ex-ante/balanced] [--json]
import { parseArgs } from "node:util";
import { bilateralTrade, designProblem, solve } from "../dist/src/index.js";

const unit = { min: 0, max: 1 };
const uniform = { distribution: "uniform", ...unit };
const mixture = (weights, ...components) => ({ distribution: "mixture", weights, components });
const atom = (at) => ({ distribution: "point-mass", at });
const split = mixture(["1/2", "1/2"], { distribution: "uniform", min: 0, max: 0.4 }, { distribution: "uniform", min: 0.6, max: 1 });
const pairs = {
  uniform: [uniform, uniform],
  shifted: [uniform, { distribution: "uniform", min: 0.25, max: 1.25 }],
  power: [
    { distribution: "power", ...unit, exponent: 2 },
    { distribution: "reverse-power", ...unit, exponent: 2 },
  ],
  beta: [
    { distribution: "beta", a: 2, b: 3, ...unit },
    { distribution: "beta", a: 3, b: 2, ...unit },
  ],
  "truncated normal": [
    { distribution: "truncated-normal", mean: 0.6, sd: 0.2, ...unit },
    { distribution: "truncated-normal", mean: 0.4, sd: 0.2, ...unit },
  ],
  exponential: [
    { distribution: "exponential", rate: 1, min: 0 },
    { distribution: "exponential", rate: 2, min: 0 },
  ],
  normal: [
    { distribution: "normal", mean: 0.5, sd: 0.3 },
    { distribution: "normal", mean: 0.5, sd: 0.3 },
  ],
  atoms: [mixture(["3/4", "1/4"], uniform, atom(0.5)), mixture(["3/4", "1/4"], uniform, atom(0.25))],
  gap: [split, uniform],
  "two humps": [
    mixture(["1/2", "1/2"], { distribution: "beta", a: 2, b: 8, ...unit }, { distribution: "beta", a: 8, b: 2, ...unit }),
    { distribution: "beta", a: 2, b: 2, ...unit },
  ],
};
const words = [
  ...["none", "ex-ante", "interim", "ex-post"].flatMap((participation) =>
    ["no-deficit", "balanced"].map((budget) => ({ incentives: "dominant", participation, budget })),
  ),
  ...["no-deficit", "balanced"].map((budget) => ({ incentives: "bayesian", participation: "ex-post", budget })),
];

const { values: asked } = parseArgs({
  options: {
    limit: { type: "string", default: "30" },
    width: { type: "string", default: "0.01" },
    pair: { type: "string" },
    words: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const [width, timeLimitSeconds] = [Number(asked.width), Number(asked.limit)];
const rows = [];
for (const [pair, [buyer, seller]] of Object.entries(pairs)) {
  if (asked.pair && asked.pair !== pair) continue;
  const environment = bilateralTrade({ buyer, seller });
  for (const three of words) {
    const told = Object.values(three).join("/");
    if (asked.words && asked.words !== told) continue;
    const [clock, cpu] = [performance.now(), process.cpuUsage()];
    const { route, status, level, value, audit } = await solve(designProblem({ environment, width, ...three }), { timeLimitSeconds });
    const { user, system } = process.cpuUsage(cpu);
    const reached = (value.upper - value.lower) / value.upper;
    const row = {
      pair,
      words: told,
      route,
      status,
      level,
      ...value,
      width: reached,
      seconds: (performance.now() - clock) / 1000,
      processor: (user + system) / 1e6,
      met: reached <= width && audit?.passes === true && level !== "float",
    };
    rows.push(row);
    if (!asked.json)
      console.log(
        `${row.met ? "    " : "miss"}  ${pair.padEnd(17)}${told.padEnd(31)}${route.padEnd(14)}${status.padEnd(9)}${value.lower.toFixed(7)} to ${value.upper.toFixed(7)}  width ${reached.toExponential(1)}  ${row.seconds.toFixed(1)} s, ${row.processor.toFixed(1)} s of processor`,
      );
  }
}
const missed = rows.filter(({ met }) => !met).length;
if (asked.json) console.log(JSON.stringify({ width, timeLimitSeconds, rows }, null, 2));
else console.log(`${rows.length - missed} of ${rows.length} brackets of relative width ${width} within ${timeLimitSeconds} s`);
if (missed > 0) process.exitCode = 5;
