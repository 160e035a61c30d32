import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { connectQueue } from "../../../src/node/sweep/queue/server.ts";

/** A server of its own for a test: on a free port, its data in a folder that goes with it. */
export interface TestServer {
  readonly url: string;
  /** kill -9, in the middle of whatever it does. */
  kill(): Promise<void>;
  /** Starts it again on the same data. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export const servers: Readonly<Record<"redis" | "postgres", () => Promise<TestServer>>> = { redis: startRedis, postgres: startPostgres };

async function startRedis(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), "redis-"));
  const port = await freePort();
  const args = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes", "--save", ""];
  return await server(`redis://127.0.0.1:${port}`, folder, () => spawn("redis-server", args, { stdio: "ignore" }));
}

async function startPostgres(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), "postgres-"));
  const port = await freePort();
  const data = join(folder, "data");
  mkdirSync(data);
  // It refuses to run as root.
  const user = process.getuid?.() === 0 ? userNamed("postgres") : {};
  if (user.uid !== undefined && user.gid !== undefined) for (const path of [folder, data]) chownSync(path, user.uid, user.gid);
  const made = spawnSync(postgresProgram("initdb"), ["-D", data, "-A", "trust", "-U", "study", "--no-sync"], {
    ...user,
    cwd: folder,
    encoding: "utf8",
  });
  if (made.status !== 0) throw new Error(`initdb: ${made.error ?? made.stderr}`);
  const args = ["-D", data, "-p", `${port}`, "-h", "127.0.0.1", "-k", folder];
  return await server(`postgres://study@127.0.0.1:${port}/postgres`, folder, () =>
    spawn(postgresProgram("postgres"), args, { ...user, cwd: folder, stdio: "ignore" }),
  );
}

async function server(url: string, folder: string, launch: () => ChildProcess): Promise<TestServer> {
  let child: ChildProcess;
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  };
  const start = async () => {
    child = launch();
    for (let attempt = 0; ; attempt++) {
      try {
        await connectQueue(url);
        return;
      } catch (error) {
        if (attempt === 300 || child.exitCode !== null) throw error;
        await wait(100);
      }
    }
  };
  await start();
  return {
    url,
    start,
    kill: () => end("SIGKILL"),
    async stop() {
      // Of PostgreSQL: fast, whoever is connected.
      await end("SIGINT");
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as { port: number };
  probe.close();
  await once(probe, "close");
  return port;
}

/** Debian keeps the programs of a server off the PATH. */
function postgresProgram(name: string): string {
  const versions = "/usr/lib/postgresql";
  const newest = existsSync(versions) ? readdirSync(versions).sort((one, other) => Number(other) - Number(one))[0] : undefined;
  return newest === undefined ? name : join(versions, newest, "bin", name);
}

function userNamed(name: string): { uid?: number; gid?: number } {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((one) => one.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid === undefined ? {} : { uid: Number(uid), gid: Number(gid) };
}
