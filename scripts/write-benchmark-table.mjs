// Runs the suites whose programs grow and writes their summary, with machine and versions, into README.md. Usage: node scripts/write-benchmark-table.mjs [SUITE…]
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const suites = process.argv.length > 2 ? process.argv.slice(2) : ["myerson-satterthwaite", "kos-manea", "dominant", "ex-post"];
const bench = (...options) =>
  execFileSync(process.execPath, ["dist/src/cli/main.js", "bench", ...options], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 2 ** 26,
  });
const report = `data/baselines/${new Date().toISOString().slice(0, 10)}.json`;
const table = bench(...suites, "--summary", "--out", report);
const { machine, versions } = JSON.parse(readFileSync(report, "utf8"));
const [begin, end] = ["<!-- The table is written by: npm run bench:readme -->", "<!-- /bench -->"];
const readme = readFileSync("README.md", "utf8");
const [from, to] = [readme.indexOf(begin), readme.indexOf(end)];
if (from < 0 || to < from) throw new Error("README.md has no place for the table");
const where = `Medians on ${machine.processor}, ${machine.cores} cores, Node ${versions.node}, HiGHS ${versions.highs}; the last two columns are HiGHS against virtual surplus, kernel to kernel and whole solves.`;
writeFileSync("README.md", `${readme.slice(0, from)}${begin}\n\n${where}\n\n${table}\n${readme.slice(to)}`);
