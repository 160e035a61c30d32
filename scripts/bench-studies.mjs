// What a study costs beside its solves: the same rows solved by a bare loop, by sweep in one process, and by sweep with a journal and threads, in turns, and by a sweep
// whose records are known, which is all that the sweep itself does; and the rows a second of each; then 1,000 instances of twenty types a side by virtual surplus and by HiGHS. With --queue URL the rows also go to that server and a worker (started here), with PostgreSQL into its table.
// Usage: node scripts/bench-studies.mjs [--rows 10000] [--rounds 7] [--highs 1000] [--queue URL]
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import {
  inProcess,
  parseInstance,
  queueExecutor,
  readDesign,
  readJob,
  StudyTable,
  solve,
  sweepRows,
  threads,
} from "../dist/src/node/index.js";

const root = fileURLToPath(new URL("../", import.meta.url));
const options = {
  rows: { type: "string", default: "10000" },
  rounds: { type: "string", default: "7" },
  highs: { type: "string", default: "1000" },
  queue: { type: "string" },
};
const { values } = parseArgs({ options });
const count = Number(values.rows);
const rounds = Number(values.rounds);

/** Two types a side, all of whose low values differ: every row is another instance. */
const side = Math.ceil(Math.sqrt(count));
const twoTypes = readDesign({
  instance: JSON.parse(readFileSync(join(root, "data/instances/kos-manea-two-types.json"), "utf8")),
  vary: {
    "environment.buyer.values[0]": { from: 0, to: 7, points: side },
    "environment.seller.values[0]": { from: 0, to: "59/10", points: side },
  },
});
/** Uniform laws on grids of twenty types: rows of some milliseconds. */
const grids = readDesign({
  instance: JSON.parse(readFileSync(join(root, "data/instances/uniform.json"), "utf8")),
  vary: { "environment.buyer.max": { from: 1, to: 2, points: 400 } },
});

/** Seconds on the clock and of processor time (of all threads) that an act takes. */
async function timed(act) {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  await act();
  const { user, system } = process.cpuUsage(cpu);
  return { wall: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 };
}

async function drain(design, limit, settings) {
  let rows = 0;
  for await (const { status } of sweepRows(design, { limit, ...settings })) {
    if (status !== "optimal") throw new Error(`a row is ${status}`);
    rows++;
  }
  if (rows !== limit) throw new Error(`${rows} rows of ${limit}`);
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function compare(name, design, limit) {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const pool = threads();
  const made = Array.from({ length: limit }, (_, row) => design.job(design.settings(row)));
  const jobs = made.map((job) => readJob(job).instance);
  const records = new Map((await inProcess(solve).run(made)).map((record) => [record.key, record]));
  const known = { width: 1, batch: 512, run: async (batch) => batch.map(({ key }) => records.get(key)), close: async () => {} };
  let journals = 0;
  const ways = {
    "bare loop": async () => {
      for (const instance of jobs) await solve(parseInstance(instance));
    },
    "sweep, in this process": () => drain(design, limit, { executor: inProcess(solve) }),
    "sweep, with a journal": () => drain(design, limit, { executor: inProcess(solve), journal: join(folder, `${journals++}`) }),
    "sweep, nothing to solve": () => drain(design, limit, { executor: known, journal: join(folder, `${journals++}`) }),
    "sweep, threads, journal": () => drain(design, limit, { executor: pool, journal: join(folder, `${journals++}`) }),
  };
  const times = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
  try {
    // The first round pays for what is loaded and compiled once.
    for (let round = 0; round <= rounds; round++)
      for (const [way, act] of Object.entries(ways)) {
        const time = await timed(act);
        if (round > 0) times[way].push(time);
      }
  } finally {
    await pool.close();
    rmSync(folder, { recursive: true });
  }
  console.log(`\n${name}, ${limit} rows, median of ${rounds} rounds in turns`);
  for (const [way, all] of Object.entries(times)) {
    const wall = median(all.map((time) => time.wall));
    const cpu = median(all.map((time) => time.cpu));
    // Against the bare loop of the same round, when the machine was as busy.
    const ratio = median(all.map((time, round) => time.cpu / times["bare loop"][round].cpu));
    const share = (part) => `${(100 * part).toFixed(1)} %`;
    const beside = {
      "bare loop": "",
      "sweep, nothing to solve": `, ${share(ratio)} of the processor time of the bare loop`,
    };
    const more = beside[way] ?? `, ${share(ratio - 1)} more processor time than the bare loop`;
    console.log(
      `  ${way.padEnd(24)} ${(limit / wall).toFixed(0).padStart(6)} rows a second, ${((1e6 * cpu) / limit).toFixed(0).padStart(5)} µs of processor a row${more}`,
    );
  }
}

/** Instances of twenty types a side with random laws, by the route that is chosen and by a linear program: the ratio of their times end to end, values compared. */
async function againstHighs(rows) {
  const law = { from: 1, to: 3, points: 50 };
  const document = {
    instance: {
      format: "secondbest/instance@1",
      environment: { kind: "bilateral-trade", buyer: uniform(1), seller: uniform(1) },
      discretization: { rule: "midpoint", points: 20 },
    },
    vary: { "environment.buyer.max": law, "environment.seller.max": law, "environment.buyer.min": { from: 0, to: "9/10", points: 50 } },
    arrange: { random: { seed: 1, rows } },
  };
  const [own, highs] = [readDesign(document), readDesign({ ...document, options: { solver: "highs" } })];
  const solved = async (design) => {
    const found = [];
    const { cpu } = await timed(async () => {
      for await (const row of sweepRows(design, { executor: inProcess(solve) })) found.push(row);
    });
    return { found, cpu };
  };
  await drain(own, Math.min(50, rows), {});
  await drain(highs, Math.min(5, rows), {});
  const [one, other] = [await solved(own), await solved(highs)];
  const apart = Math.max(...one.found.map(({ lower }, k) => Math.abs(lower - other.found[k].lower)));
  if (!(apart < 1e-6)) throw new Error(`the values differ by ${apart}`);
  console.log(
    `\n${rows} instances of 20 × 20 types: virtual surplus ${one.cpu.toFixed(2)} s, HiGHS ${other.cpu.toFixed(2)} s of processor end to end, ratio ${(other.cpu / one.cpu).toFixed(1)}; values at most ${apart.toExponential(1)} apart`,
  );
}

const uniform = (max) => ({ distribution: "uniform", min: 0, max });

console.log(`${cpus()[0]?.model ?? "?"}, ${availableParallelism()} cores, Node ${process.version}`);
if (values.queue === undefined) {
  await compare("two types a side, audited", twoTypes, Math.min(count, twoTypes.count));
  await compare("uniform laws, 20 types a side", grids, Math.min(count, 400));
  await againstHighs(Number(values.highs));
} else {
  const main = join(root, "dist/src/cli/main.js");
  const worker = spawn(process.execPath, [main, "worker", "--queue", values.queue, "--idle", "30"], { stdio: "inherit" });
  const executor = await queueExecutor(values.queue);
  const store = executor.tables ? await StudyTable.open(values.queue, twoTypes.hash) : undefined;
  let last = performance.now();
  const onProgress = (done, all) => {
    if (performance.now() - last < 15_000) return;
    last = performance.now();
    console.log(`  ${done} of ${all} rows, ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`);
  };
  try {
    const { wall, cpu } = await timed(() => drain(twoTypes, count, { executor, store, onProgress }));
    const memory = process.resourceUsage().maxRSS / 1000;
    console.log(
      `${count} rows through the queue${store ? " into the table" : ""} in ${wall.toFixed(1)} s: ${(count / wall).toFixed(0)} a second; coordinator ${((1e6 * cpu) / count).toFixed(0)} µs of processor a row, ${memory.toFixed(0)} MB at most`,
    );
  } finally {
    await executor.close();
    await store?.close();
    worker.kill();
  }
}
