import { writeSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { betweenLines, emptied, lineText, patience, type Underway } from "./line.ts";
import type { Shared } from "./pulse.ts";

const { shared, isTTY } = workerData as { readonly shared: Shared; readonly isTTY: boolean };
const { state, clock } = shared;
let said: { readonly line: Underway; readonly at: number } | undefined;
let written = 0;

parentPort?.on("message", (line: Underway) => {
  said = { line, at: Date.now() };
});

setInterval(() => {
  const again = isTTY ? state[1] === 1 : written > 0;
  const wait = !again ? patience : isTTY ? 1 : betweenLines;
  if (!said || Date.now() - (clock[0] as number) < 1000 * wait) return;
  // The other thread writes just now; there will be another time.
  if (Atomics.compareExchange(state, 0, 0, 1) !== 0) return;
  const text = lineText(said.line, (Date.now() - said.at) / 1000);
  try {
    writeSync(2, isTTY ? emptied + text : `secondbest: ${text}\n`);
    state[1] = isTTY ? 1 : 0;
    written += 1;
  } catch {
    // Nobody reads standard error any more, or it is full: nothing is lost.
  }
  clock[0] = Date.now();
  Atomics.store(state, 0, 0);
}, 250);
