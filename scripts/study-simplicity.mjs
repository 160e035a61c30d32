// Writes data/theorems/simplicity.json: evidence on the conjecture that among risk-averse traders only simple mechanisms are ex-post constrained efficient
// (J. Čopič, C. Ponsatí 2006, footnote 11); see docs/simplicity.md. npm run study:simplicity
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));
await mkdir(join(root, ".vite"), { recursive: true });
const folder = await mkdtemp(join(root, ".vite/study-"));
const outfile = join(folder, "study.mjs");
await build({
  stdin: {
    contents: `
      export * from "./src/index.ts";
      export { randomSource } from "./regressions/support/random.ts";`,
    resolveDir: root,
    loader: "ts",
  },
  bundle: true,
  format: "esm",
  platform: "node",
  packages: "external",
  outfile,
  logLevel: "error",
});
const { designProblem, dominate, isPriced, postedLottery, randomSource, riskAverseTrade, simpleRule, solve } = await import(
  pathToFileURL(outfile).href
);
await rm(folder, { recursive: true });

const law = { distribution: "uniform", min: 0, max: 1 };
const cell = { incentives: "dominant", participation: "ex-post", budget: "no-deficit" };

/** States with more than one trade of probability above `share`, and those that trade at all. */
function spreadStates({ states }, share = 1e-6) {
  let [trading, several] = [0, 0];
  for (let i = 0; i < states.buyer.mass.length; i++) {
    for (let j = 0; j < states.seller.mass.length; j++) {
      const trades = states.lottery(i, j).filter(({ probability }) => probability > share).length;
      if (trades > 0) trading++;
      if (trades > 1) several++;
    }
  }
  return { trading, several };
}

const rows = [];
for (const points of [4, 6, 8]) {
  for (const power of ["1/4", "1/2", "3/4"]) {
    const discretization = { rule: "midpoint", points };
    const environment = riskAverseTrade({ buyer: law, seller: law, utility: { power }, mechanisms: "lotteries", prices: 20 });
    const problem = designProblem({ environment, ...cell, discretization });
    const random = randomSource(1000 * points + 7);
    const judge = async (kind, mechanism) => {
      const { status, gain, bound } = await dominate(problem, mechanism);
      rows.push({ points, power, mechanism: kind, ...spreadStates(mechanism), status, gain: Math.max(0, gain), bound: Math.max(0, bound) });
    };
    const types = environment.typeSpaces(discretization).buyer.values;
    for (let draw = 1; draw <= 3; draw++) {
      const masses = Float64Array.from(random.masses(points, 9), (mass) => mass.valueOf());
      const total = masses.reduce((sum, f) => sum + f, 0);
      const prices = { values: types, masses: masses.map((f) => f / total) };
      await judge(`lottery over posted prices, draw ${draw}`, postedLottery(environment, discretization, prices));
      await judge(`simple mechanism of the same prices, draw ${draw}`, simpleRule(environment, discretization, prices));
    }
    // Optimal for positive weights of both traders: undominated by construction.
    for (const weights of [
      { buyers: 1, sellers: 1, broker: 0 },
      { buyers: 2, sellers: 1, broker: 0 },
      { buyers: 1, sellers: 3, broker: 0 },
    ]) {
      const { mechanism } = await solve(designProblem({ environment, ...cell, discretization, objective: { weights } }));
      if (mechanism && isPriced(mechanism)) await judge(`best lottery, weights ${weights.buyers} and ${weights.sellers}`, mechanism);
    }
  }
}
const generator = "scripts/study-simplicity.mjs";
await writeFile(
  join(root, "data/theorems/simplicity.json"),
  `${JSON.stringify({ generator, types: "midpoints of [0, 1]", prices: 20, rows }, null, 1)}\n`,
);
const count = (test) => rows.filter(test).length;
process.stdout.write(
  `${rows.length} mechanisms: ${count((row) => row.status === "dominated")} dominated, ${count((row) => row.status === "undominated")} undominated, of which ${count((row) => row.status === "undominated" && row.several > 0)} with several prices in a state\n`,
);
