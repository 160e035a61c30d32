import { parentPort } from "node:worker_threads";
import { registerExternalSolvers } from "../../../solvers/external.ts";
import type { Request } from "../../worker/protocol.ts";
import { serve } from "../../worker/serve.ts";

registerExternalSolvers();

/** What a thread of Node runs: it answers one request after another. */
parentPort?.on("message", (request: Request) => serve(request, (reply) => parentPort?.postMessage(reply)));
