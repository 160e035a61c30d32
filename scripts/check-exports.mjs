// Fails on exports of src/, solvers/ and explorer/src/ that nothing but tests uses: what is neither imported by another module of the product (the folders that tsconfig.json
// compiles, explorer/ and scripts/) nor public through a door of the package (exports and bin of package.json) is dead, or need not be exported. A type of which its own
// file speaks is the shape of what that file exports, and counts as used.
// Usage: node scripts/check-exports.mjs [FOLDER]   (default: the repository)
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { declaredExports, isType, lineOf, modulesIn, walk } from "./modules.mjs";

const root = resolve(process.argv[2] ?? ".");

const readJson = (name) => JSON.parse(readFileSync(join(root, name), "utf8"));
const { exports, bin } = readJson("package.json");
const { include } = readJson("tsconfig.json");

/** The modules that users of the package import or run. */
const modulesOf = (entry) => (typeof entry === "object" ? Object.values(entry).flatMap(modulesOf) : [entry]);
const doors = [...modulesOf(exports), ...Object.values(bin)]
  .filter((path) => path?.endsWith(".js"))
  .map((path) => path.replace(/^(?:\.\/)?dist\//, "").replace(/\.js$/, ".ts"));

/** Exports that nothing but tests imports, and why they are exported all the same. */
const forTests = new Map(
  Object.entries({
    "the scripts that write published files bundle it by its path": [
      "src/problem/schema.ts#instanceJsonSchema",
      "src/report/result/result-schema.ts#resultJsonSchema",
      "src/report/error-schema.ts#errorJsonSchema",
      "src/report/explanation/explanation-schema.ts#explanationJsonSchema",
      "src/theorems/document.ts#theoremsDocument",
      "src/analysis/ex-post-dissolution/study.ts#studyShift",
    ],
    "what worker threads load by its path": ["src/node/sweep/thread.ts#default", "src/node/sweep/draw-thread.ts#default"],
    "a part that is tested by itself, where the whole would need far larger inputs": [
      "src/problem/set-path.ts#setPath",
      "src/problem/suggestion.ts#closest",
      "src/theorems/support/ironed-dual.ts#ironed",
      "src/cli/commands/solve.ts#summary",
      "src/cli/commands/verify.ts#verdictText",
      "src/environments/bilateral-trade.ts#bilateralOnGrids",
      "src/mechanism/allocation-rule.ts#allocationFrom",
      "src/mechanism/rules/groves.ts#chargesAroundPrice",
      "src/mechanism/rules/tight.ts#tightTransfers",
      "src/certificate/verify/laws/law.ts#cdf",
      "src/certificate/verify/laws/law.ts#partialMean",
      "src/virtual-surplus/kernel/ironing.ts#before",
      "src/price-distribution/optimum.ts#bestMasses",
    ],
    "the list that a test goes through, so that nothing on it is forgotten": [
      "src/program/reduced/build.ts#formulations",
      "src/theorems/catalogue.ts#publishedTheorems",
    ],
    "a limit or a tolerance that tests go up to": [
      "src/environments/multilateral-trade.ts#multilateralFiniteLimit",
      "src/analysis/compare.ts#statedAccuracy",
      "src/solver/options.ts#defaultSolverOptions",
      "src/solver/proof.ts#farkasMargin",
      "src/analysis/certify.ts#defaultCertifyOptions",
    ],
    "the stated error of an enclosure, which tests hold it to": [
      "src/arithmetic/interval/exponential.ts#exponentialLessOneError",
      "src/arithmetic/interval/logarithm.ts#logarithmError",
      "src/arithmetic/interval/normal-tail.ts#normalError",
    ],
    "a solver with a runtime of the test's own": ["solvers/clarabel.ts#createClarabelSolver"],
  }).flatMap(([reason, keys]) => keys.map((key) => [key, reason])),
);

const files = modulesIn(root, [...include, "explorer", "scripts"]).map(readModule);
const modules = new Map(files.map((file) => [file.path, file]));
/** Exports in use, as `path#name`. */
const used = new Set();
for (const door of doors) {
  const file = modules.get(join(root, door));
  for (const name of file ? exportsOf(file) : []) markUsed(file.path, name);
}
for (const file of files) for (const { from, name } of file.uses) markUsed(from, name);

const product = files.filter(({ name }) => /^(src|solvers|explorer\/src)\//.test(name));
const census = product.flatMap((file) =>
  declaredExports(file).map(({ name, node }) => ({
    where: `${file.name}:${lineOf(file, node)}`,
    name,
    key: `${file.name}#${name}`,
    used: used.has(`${file.path}#${name}`) || (isType(node) && mentions(file, name) > 1),
  })),
);
const unused = census.filter((one) => !one.used);
const problems = [
  ...unused.filter(({ key }) => !forTests.has(key)).map(({ where, name }) => `${where}: nothing but tests uses the export ${name}`),
  ...census
    .filter((one) => one.used && forTests.has(one.key))
    .map(({ where, name }) => `${where}: ${name} is used by now; take it off the list of exports for tests`),
];
for (const problem of problems) process.stderr.write(`${problem}\n`);
if (problems.length > 0) process.exitCode = 1;
else process.stdout.write(`Exports: ${census.length} in ${product.length} files, ${unused.length} of them used by tests only.\n`);

/** A module with what it passes on from other files (`names` null: everything), and what it uses of them. */
function readModule(file) {
  const passes = [];
  const uses = [];
  const target = (source) => (source?.value.startsWith(".") ? resolve(dirname(file.path), source.value) : undefined);
  for (const node of file.ast.body) {
    const from = target(node.source);
    if (from === undefined) continue;
    if (node.type === "ExportNamedDeclaration")
      passes.push({ from, names: new Map(node.specifiers.map(({ local, exported }) => [exported.name, local.name])) });
    if (node.type === "ExportAllDeclaration") passes.push({ from, names: null });
    if (node.type === "ImportDeclaration")
      for (const specifier of node.specifiers)
        uses.push({ from, name: specifier.type === "ImportNamespaceSpecifier" ? "*" : (specifier.imported?.name ?? "default") });
  }
  // (await import("…")).name uses one export; without a name all of them may be used.
  for (const [, source, name] of file.text.matchAll(/\bimport\(\s*"(\.[^"]+)"\s*\)(?:\)\.(\w+))?/g))
    uses.push({ from: resolve(dirname(file.path), source), name: name ?? "*" });
  return { ...file, passes, uses };
}

/** How often a file says a name, its declaration included. */
function mentions({ ast }, name) {
  let count = 0;
  walk(ast, (node) => {
    if (node.type === "Identifier" && node.name === name) count++;
  });
  return count;
}

/** All names that a module exports, those it passes on included. */
function exportsOf(file) {
  const passed = file.passes.flatMap(({ from, names }) =>
    names ? [...names.keys()] : modules.has(from) ? exportsOf(modules.get(from)) : [],
  );
  return [...declaredExports(file).map(({ name }) => name), ...passed];
}

/** Marks an export of a module, and what it stands for where it is passed on. */
function markUsed(path, name) {
  const file = modules.get(path);
  if (!file) return;
  for (const one of name === "*" ? exportsOf(file) : [name]) {
    if (used.has(`${path}#${one}`)) continue;
    used.add(`${path}#${one}`);
    for (const { from, names } of file.passes) {
      if (names?.has(one)) markUsed(from, names.get(one));
      else if (!names) markUsed(from, one);
    }
  }
}
