// One large grid in a process of its own: prints seconds, peak memory and value as JSON. Usage: node large.js search|solve N
import { one, zero } from "../src/arithmetic/rational.ts";
import type { TypeSpace } from "../src/index.ts";
import { bilateralTrade, designProblem, solve, uniform } from "../src/index.ts";
import { solveGrid } from "../src/virtual-surplus/grid/solve-grid.ts";

const [what, size] = process.argv.slice(2);
const unit = uniform({ min: 0, max: 1 });
const discretization = { rule: "midpoint", points: Number(size) } as const;
const from = performance.now();
const environment = bilateralTrade({ buyer: unit, seller: unit });
let value = Number.NaN;
if (what === "solve") {
  value = (await solve(designProblem({ environment, discretization }))).value.lower;
} else {
  const grids = environment.grids(discretization);
  const groups = environment.groups.map((group, g) => ({ ...group, types: grids[g] as TypeSpace }));
  const weights = { buyers: one, sellers: one, broker: one };
  const found = solveGrid({
    groups,
    frontier: environment.frontier,
    terms: { weights, budget: { rule: "ex-ante", requiredProfit: zero } },
  });
  if (found.status === "optimal") value = found.value.lower;
}
const seconds = (performance.now() - from) / 1000;
process.stdout.write(JSON.stringify({ seconds, mebibytes: process.resourceUsage().maxRSS / 1024, value }));
