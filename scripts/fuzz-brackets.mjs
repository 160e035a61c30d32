// Random continuous problems, ill-conditioned ones included: bounds in order, and brackets of two widths that meet.
// npm run fuzz:brackets -- [problems] [seed]; needs a build.
import { bilateralTrade, designProblem, distribution, solve } from "../dist/src/index.js";

const problems = Number(process.argv[2] ?? 10_000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
let state = seed >>> 0;
/** Uniform in [0, 1): mulberry32. */
const random = () => {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
};
const among = (list) => list[Math.floor(random() * list.length)];
const between = (a, b) => Number((a + (b - a) * random()).toPrecision(4));
const scaled = (a, b) => Number((a * (b / a) ** random()).toPrecision(4));

const simple = [
  () => ({ distribution: "uniform", min: 0, max: scaled(0.1, 10) }),
  () => ({ distribution: "power", min: 0, max: 1, exponent: scaled(0.1, 30) }),
  () => ({ distribution: "reverse-power", min: 0, max: 1, exponent: scaled(0.1, 30) }),
  () => ({ distribution: "beta", a: scaled(0.2, 60), b: scaled(0.2, 60), min: 0, max: 1 }),
  () => ({ distribution: "truncated-normal", mean: between(-1, 2), sd: scaled(0.003, 3), min: 0, max: scaled(1, 1000) }),
  () => ({ distribution: "normal", mean: between(-1, 2), sd: scaled(0.01, 2) }),
  () => ({ distribution: "lognormal", mu: between(-1, 1), sigma: scaled(0.05, 1.5) }),
  () => ({ distribution: "exponential", rate: scaled(0.2, 20), min: between(-1, 1) }),
  () => ({ distribution: "truncated-exponential", rate: among([-1, 1]) * scaled(0.1, 100), min: 0, max: 1 }),
  () => ({ distribution: "pareto", scale: scaled(0.1, 1), shape: 1 + scaled(0.3, 10) }),
  () => ({ distribution: "pareto", scale: scaled(0.1, 1), shape: scaled(0.3, 3), cap: 2 }),
  () => ({ distribution: "discrete", values: [0, 0.5, 1], masses: ["1/2", "1/3", "1/6"] }),
  () => ({
    distribution: "piecewise-uniform",
    knots: [0, 0.4, 0.6, 1],
    masses: ["1/2", "1/100000000000000000000", "49999999999999999999/100000000000000000000"],
  }),
];
const law = () => {
  const kind = random();
  if (kind < 0.7) return among(simple)();
  if (kind < 0.85) return { distribution: "mixture", weights: ["1/3", "2/3"], components: [among(simple)(), among(simple)()] };
  return { distribution: "affine", scale: among([-1, 1, 0.001, 1000]), shift: among([0, 0.3, -2, 1e6, 1e9]), of: among(simple)() };
};

const counts = { solved: 0, limit: 0, infeasible: 0, undecided: 0, refused: 0, failed: 0 };
const complain = (k, problem, why) => {
  counts.failed++;
  console.log(`problem ${k} of seed ${seed}: ${why}\n  ${JSON.stringify(problem)}`);
};
for (let k = 0; k < problems; k++) {
  const stated = {
    buyer: law(),
    seller: law(),
    budget: among(["ex-ante", "none", "balanced"]),
    objective: among(["gains-from-trade", "broker-profit"]),
  };
  try {
    const environment = bilateralTrade({ buyer: distribution(stated.buyer), seller: distribution(stated.seller) });
    const at = (width) =>
      solve(designProblem({ environment, budget: stated.budget, objective: stated.objective, width }), { maxCells: 4000 });
    const [coarse, fine] = [await at(0.05), await at(1e-3)];
    for (const { value, status } of [coarse, fine]) {
      if (status === "error") complain(k, stated, "the answer is an error");
      if (value.lower > value.upper) complain(k, stated, `lower ${value.lower} above upper ${value.upper}`);
    }
    if (Number.isNaN(fine.value.lower + coarse.value.lower)) counts.undecided++;
    else if (fine.status === "infeasible" || fine.status === "unbounded") counts.infeasible++;
    else {
      counts[fine.status === "limit" ? "limit" : "solved"]++;
      for (const bounds of ["value", "firstBest"]) {
        if (fine[bounds].lower > coarse[bounds].upper || fine[bounds].upper < coarse[bounds].lower)
          complain(
            k,
            stated,
            `${bounds} [${fine[bounds].lower}, ${fine[bounds].upper}] is disjoint from [${coarse[bounds].lower}, ${coarse[bounds].upper}]`,
          );
      }
    }
  } catch (error) {
    if (error?.name === "InvalidInputError" || error?.name === "UnsupportedProblemError") counts.refused++;
    else complain(k, stated, String(error?.stack ?? error));
  }
}
console.log(`seed ${seed}, ${problems} problems: ${JSON.stringify(counts)}`);
process.exitCode = counts.failed > 0 ? 1 : 0;
