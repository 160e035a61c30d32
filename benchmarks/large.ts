// One large grid in a process of its own: prints seconds, peak memory and value as JSON. Usage: node large.js search|solve N
import { one, zero } from "../src/arithmetic/rational.ts";
import { bilateralTrade, designProblem, discretize, solve, uniform } from "../src/index.ts";
import { solveGrid } from "../src/virtual-surplus/grid/grid.ts";

const [what, size] = process.argv.slice(2);
const unit = uniform({ min: 0, max: 1 });
const discretization = { rule: "midpoint", points: Number(size) } as const;
const from = performance.now();
let value = Number.NaN;
if (what === "solve") {
  value = (await solve(designProblem({ environment: bilateralTrade({ buyer: unit, seller: unit }), discretization }))).value.lower;
} else {
  const types = discretize(unit, discretization);
  const weights = { buyers: one, sellers: one, broker: one };
  const found = solveGrid({ buyer: types, seller: types, weights, budget: { rule: "ex-ante", requiredProfit: zero } });
  if (found.status === "optimal") value = found.value;
}
const seconds = (performance.now() - from) / 1000;
process.stdout.write(JSON.stringify({ seconds, mebibytes: process.resourceUsage().maxRSS / 1024, value }));
