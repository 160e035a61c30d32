// Random continuous problems, markets and ill-conditioned laws included: bounds in order, brackets of two widths that meet, and no required profit called out of reach
// that the largest one attains. Widths are mostly coarse: what is wrong there is wrong for any width, and more problems are seen.
// npm run fuzz:brackets -- [problems] [seed]; needs a build.
import { bilateralTrade, designProblem, distribution, multilateralTrade, solve } from "../dist/src/index.js";

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

/** Mostly of ordinary parameters, some at the edge of what is admitted. */
const extreme = (ordinary, ...edges) => (random() < 0.8 ? ordinary : among(edges));
const simple = [
  () => ({ distribution: "uniform", min: 0, max: extreme(scaled(0.1, 10), 1e-9, 1e9) }),
  () => ({ distribution: "power", min: 0, max: 1, exponent: extreme(scaled(0.1, 30), 0.01, 1000, 1e5) }),
  () => ({ distribution: "reverse-power", min: 0, max: 1, exponent: extreme(scaled(0.1, 30), 0.01, 1000) }),
  () => ({ distribution: "beta", a: extreme(scaled(0.2, 60), 0.05, 1e4), b: extreme(scaled(0.2, 60), 0.05, 1e4), min: 0, max: 1 }),
  () => ({
    distribution: "truncated-normal",
    mean: extreme(between(-1, 2), -5, 30),
    sd: extreme(scaled(0.003, 3), 1e-6, 1e3),
    min: 0,
    max: scaled(1, 1000),
  }),
  () => ({ distribution: "normal", mean: between(-1, 2), sd: extreme(scaled(0.01, 2), 1e-8, 1e4) }),
  () => ({ distribution: "lognormal", mu: between(-1, 1), sigma: extreme(scaled(0.05, 1.5), 0.001, 3) }),
  () => ({ distribution: "exponential", rate: extreme(scaled(0.2, 20), 1e-4, 1e6), min: between(-1, 1) }),
  () => ({ distribution: "truncated-exponential", rate: among([-1, 1]) * extreme(scaled(0.1, 100), 1e-6, 600), min: 0, max: 1 }),
  () => ({ distribution: "pareto", scale: scaled(0.1, 1), shape: 1 + extreme(scaled(0.3, 10), 0.05, 1000) }),
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
  if (kind < 0.85)
    return {
      distribution: "mixture",
      weights: among([
        ["1/3", "2/3"],
        ["999999/1000000", "1/1000000"],
      ]),
      components: [among(simple)(), among(simple)()],
    };
  return {
    distribution: "affine",
    scale: among([-1, 1, 0.001, 1000]),
    shift: among([0, 0.3, -2, 1e6, 1e9, "1000000000000/3"]),
    of: among(simple)(),
  };
};

const counts = { solved: 0, limit: 0, infeasible: 0, numerical: 0, undecided: 0, refused: 0, failed: 0, profits: 0 };
const complain = (k, problem, why) => {
  counts.failed++;
  console.log(`problem ${k} of seed ${seed}: ${why}\n  ${JSON.stringify(problem)}`);
};
const environmentOf = ({ buyer, seller, buyers, sellers }) =>
  buyers === 1 && sellers === 1
    ? bilateralTrade({ buyer: distribution(buyer), seller: distribution(seller) })
    : multilateralTrade({ buyers: [{ count: buyers, distribution: buyer }], sellers: [{ count: sellers, distribution: seller }] });
const among100 = (share) => random() * 100 < share;
for (let k = 0; k < problems; k++) {
  const many = among100(10);
  const stated = {
    ...{ buyer: law(), seller: law(), buyers: many ? among([1, 2, 3]) : 1, sellers: many ? among([1, 2, 3]) : 1 },
    budget: among(["ex-ante", "none", "balanced"]),
    objective: among(["gains-from-trade", "broker-profit"]),
    widths: among100(90) ? [0.1, 0.03] : [0.05, 1e-4],
  };
  try {
    const environment = environmentOf(stated);
    const at = (width, words = {}) =>
      solve(designProblem({ environment, budget: stated.budget, objective: stated.objective, width, ...words }), { maxCells: 4000 });
    const [coarse, fine] = [await at(stated.widths[0]), await at(stated.widths[1])];
    for (const { value, firstBest, status, explanation } of [coarse, fine]) {
      if (status === "error") complain(k, stated, explanation);
      for (const [name, { lower, upper }] of Object.entries({ value, firstBest }))
        if (lower > upper || Number.isNaN(lower) !== Number.isNaN(upper))
          complain(k, stated, `${name}: lower ${lower} above upper ${upper}`);
    }
    if (Number.isNaN(fine.value.lower + coarse.value.lower)) counts.undecided++;
    else if (fine.status === "infeasible" || fine.status === "unbounded") counts.infeasible++;
    else {
      counts[fine.status === "limit" ? "limit" : fine.level === "float" ? "numerical" : "solved"]++;
      for (const bounds of ["value", "firstBest"]) {
        if (fine[bounds].lower > coarse[bounds].upper || fine[bounds].upper < coarse[bounds].lower)
          complain(
            k,
            stated,
            `${bounds} [${fine[bounds].lower}, ${fine[bounds].upper}] is disjoint from [${coarse[bounds].lower}, ${coarse[bounds].upper}]`,
          );
      }
      // What a mechanism makes for the broker can be required.
      if (stated.objective === "broker-profit" && stated.budget !== "balanced" && fine.value.lower > 0 && among100(30)) {
        counts.profits++;
        const required = await at(stated.widths[0], {
          objective: "gains-from-trade",
          budget: { rule: "ex-ante", requiredProfit: fine.value.lower },
        });
        if (required.status === "infeasible")
          complain(k, stated, `a profit of ${fine.value.lower}, which is attained, is called infeasible`);
        if (required.value.upper < fine.value.lower)
          complain(k, stated, `gains of at most ${required.value.upper} with a profit of ${fine.value.lower}`);
      }
    }
  } catch (error) {
    if (error?.name === "InvalidInputError" || error?.name === "UnsupportedProblemError") counts.refused++;
    else complain(k, stated, String(error?.stack ?? error));
  }
}
console.log(`seed ${seed}, ${problems} problems: ${JSON.stringify(counts)}`);
process.exitCode = counts.failed > 0 ? 1 : 0;
