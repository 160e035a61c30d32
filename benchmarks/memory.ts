// Solves a grid of uniform types in a process of its own, so that nothing else is counted, and prints its peak memory in MiB. Usage: node memory.js INSTANCE
import { parseInstance, solve } from "../src/index.ts";

const { status } = await solve(parseInstance(process.argv[2] ?? ""));
if (status !== "optimal") throw new Error(`the instance ended as ${status}`);
process.stdout.write(String(process.resourceUsage().maxRSS / 1024));
