import type { BackendFactory, Job, Processor, Queue, QueueEvents, Worker, WorkerOptions } from "bullmq";
import type { Client } from "pg";
import { InvalidInputError, show } from "../../../errors.ts";

/** What a batch on the queue says: jobs by their texts until a worker has run them, then their records, a line of JSON each. */
export interface BatchData {
  /** Of the coordinator: a worker of another one would give other records. */
  readonly version: string;
  readonly jobs?: readonly string[];
  readonly records?: readonly string[];
}

export type BatchJob = Job<BatchData, null, string>;
export type BatchQueue = Queue<BatchData, null, string>;

/** A server on which batches wait for workers: PostgreSQL or Redis. */
export interface QueueServer {
  /** Its address without the password. */
  readonly shown: string;
  /** Whether it keeps tables, too. */
  readonly tables: boolean;
  queue(): BatchQueue;
  events(): QueueEvents;
  worker(process: Processor<BatchData, null, string>, options: Omit<WorkerOptions, "connection">): Worker<BatchData, null, string>;
}

const queueName = "secondbest";

/** Keeps no more events than these: each batch makes a handful, and what is missed is asked for. */
const events = { maxLen: 1000 };

/** How long a server may take to answer the first time. */
const connectMilliseconds = 5000;

/**
 * The server of an address `postgres://user@host/database` or `redis://host:6379`. Throws InvalidInputError at once when the address is none, or the server cannot be
 * reached.
 */
export async function connectQueue(address: string): Promise<QueueServer> {
  const { service, shown } = readAddress(address);
  await service.probe(address);
  const bullmq = await import("bullmq");
  const { Queue, QueueEvents, Worker } = bullmq.withBackend(bullmq[service.backend] as BackendFactory);
  const connection = service.connection(address);
  return {
    shown,
    tables: service.tables,
    queue: () => quiet(new Queue<BatchData, null, string>(queueName, { connection, streams: { events } })) as BatchQueue,
    events: () => quiet(new QueueEvents(queueName, { connection })) as QueueEvents,
    worker: (process, options) =>
      quiet(new Worker<BatchData, null, string>(queueName, process, { connection, ...options })) as Worker<BatchData, null, string>,
  };
}

/** Connections that break come back by themselves; whether they do in time is for {@link watchServer} to say. */
function quiet<T extends { on(event: "error", listener: () => void): unknown }>(part: T): T {
  part.on("error", () => {});
  return part;
}

/** What there is to know of a kind of server. */
interface Service {
  readonly tables: boolean;
  readonly backend: "createPostgresBackend" | "createRedisBackend";
  /** An address without a host is one on this machine. */
  readonly hostless: boolean;
  connection(address: string): object;
  /** Throws InvalidInputError when it does not answer. */
  probe(address: string): Promise<void>;
}

const postgres: Service = {
  tables: true,
  backend: "createPostgresBackend",
  hostless: true,
  connection: (address) => ({
    connectionString: address,
    schema: "secondbest_queue",
    migrate: true,
    max: 4,
    connectionTimeoutMillis: connectMilliseconds,
  }),
  probe: async (address) => (await connectPostgres(address)).end(),
};

const redis: Service = {
  tables: false,
  backend: "createRedisBackend",
  hostless: false,
  connection: (address) => ({ url: address, maxRetriesPerRequest: null, retryStrategy: (times: number) => Math.min(100 * times, 2000) }),
  probe: probeRedis,
};

const services: Readonly<Record<string, Service>> = { "postgres:": postgres, "postgresql:": postgres, "redis:": redis, "rediss:": redis };

/** The service at an address, and how the address is shown; throws InvalidInputError for one that is none. */
export function readAddress(address: string): { readonly service: Service; readonly shown: string } {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const service = url && services[url.protocol];
  if (!url || !service || (url.hostname === "" && !service.hostless)) {
    throw new InvalidInputError({
      field: "queue",
      expected: "the address of a server, postgres://… or redis://…",
      received: show(url?.password ? withoutPassword(url) : address),
      remedy: "Write, for example, redis://localhost:6379 or postgres://localhost/studies.",
    });
  }
  return { service, shown: withoutPassword(url) };
}

function withoutPassword(url: URL): string {
  const copy = new URL(url);
  if (copy.password !== "") copy.password = "***";
  return copy.href;
}

/** A connection to a database; throws InvalidInputError when it cannot be reached. */
export async function connectPostgres(address: string): Promise<Client> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: address, connectionTimeoutMillis: connectMilliseconds });
  // What breaks later is told by the next command.
  client.on("error", () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw unreachable(readAddress(address).shown, error);
  }
}

async function probeRedis(address: string): Promise<void> {
  const { Redis } = await import("ioredis");
  const client = new Redis(address, { lazyConnect: true, connectTimeout: connectMilliseconds, retryStrategy: () => null });
  let reason: unknown;
  client.on("error", (error) => {
    reason = error;
  });
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    throw unreachable(readAddress(address).shown, reason ?? error);
  } finally {
    client.disconnect();
  }
}

/** The error of a server that cannot be reached. */
export function unreachable(shown: string, error: unknown): InvalidInputError {
  return new InvalidInputError({
    field: "queue",
    expected: "a server that can be reached",
    received: `${shown} (${reasonOf(error)})`,
    remedy: "Start the server, or correct the address.",
  });
}

/** The error of a server that answers, and does not do what a queue needs: no right to make tables, an old version. */
export function unusable(shown: string, error: unknown): InvalidInputError {
  if (error instanceof InvalidInputError) return error;
  return new InvalidInputError({
    field: "queue",
    expected: "a server on which a queue can be made",
    received: `${shown} (${reasonOf(error)})`,
    remedy: "Use PostgreSQL 13 or Redis 6.2, or later, and a user who may create schemas in the database.",
  });
}

/** What a system, a database or a driver says of a failure; several addresses of one name fail together. */
function reasonOf(error: unknown): string {
  const { code, message, errors } = error as { code?: string; message?: string; errors?: readonly unknown[] };
  if (message) return message.split("\n", 1)[0] as string;
  return errors?.[0] ? reasonOf(errors[0]) : (code ?? String(error));
}

/** Watches over a server while it is used. */
export interface ServerWatch {
  /** Rejects when the server has not answered for too long. */
  readonly lost: Promise<never>;
  stop(): void;
}

/** Asks a server every second whether it is there; `lost` rejects with InvalidInputError when it did not answer for `patience` seconds. */
export function watchServer(shown: string, ask: () => Promise<unknown>, patience: number): ServerWatch {
  let answered = performance.now();
  let reason: unknown = "no answer";
  let asking = false;
  let timer: NodeJS.Timeout | undefined;
  const lost = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      const silent = (performance.now() - answered) / 1000;
      if (silent > patience) {
        clearInterval(timer);
        reject(
          new InvalidInputError({
            field: "queue",
            expected: "a server that answers",
            received: `${shown}, silent for ${silent.toFixed(0)} s (${reasonOf(reason)})`,
            remedy: "Run the same command again when it is back; what is in the journal or the table is kept.",
          }),
        );
      }
      if (asking) return;
      asking = true;
      ask()
        .then(() => {
          answered = performance.now();
        })
        .catch((error: unknown) => {
          reason = error;
        })
        .finally(() => {
          asking = false;
        });
    }, 1000);
  });
  // Whoever waits sees the rejection; nobody may be waiting just then.
  lost.catch(() => {});
  return { lost, stop: () => clearInterval(timer) };
}

/** Ends connections; to a server that is gone, that takes no longer than a moment. */
export async function closeAll(parts: readonly { close(): Promise<unknown> }[]): Promise<void> {
  const ended = Promise.allSettled(parts.map((part) => part.close()));
  let timer: NodeJS.Timeout | undefined;
  const moment = new Promise((resolve) => {
    timer = setTimeout(resolve, 3000);
  });
  await Promise.race([ended, moment]);
  clearTimeout(timer);
}
