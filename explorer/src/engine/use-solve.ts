import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { InstanceJson } from "../../../src/index.ts";
import { Cancelled, type Engine } from "./engine.ts";
import type { Solved } from "./protocol.ts";

/** A solve that was just begun is let end, so that a slider in motion shows values; an older one gives way to the next at once. */
const patience = 1_000;

/** A problem that was solved in that many seconds is explained without being asked: an explanation solves some neighbours of the problem. */
const quick = 5;

/** What is explained has stood still that many milliseconds: while a slider moves nothing is. */
const settled = 600;

/** An explanation, why there is none, that it is on its way, or null: nobody has asked. */
export type Why = { readonly text: string } | { readonly trouble: string } | "asked" | null;

export interface Solving {
  /** The last answer, and the instance that it is of. */
  readonly solved: (Solved & { readonly of: InstanceJson }) | null;
  /** Why there is none. */
  readonly failure: string | null;
  /** Since when (`performance.now()`) a solve runs; null when none does. */
  readonly runningSince: number | null;
  readonly solve: (instance: InstanceJson, prove?: boolean) => void;
  readonly why: Why;
  readonly explain: (instance: InstanceJson) => void;
  readonly cancel: () => void;
}

interface Request {
  readonly instance: InstanceJson;
  readonly prove: boolean;
}

/** One solve at a time: of several requests during a solve only the last one is answered. */
export function useSolve(engine: Engine): Solving {
  const [solved, setSolved] = useState<Solving["solved"]>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [runningSince, setRunningSince] = useState<number | null>(null);
  const since = useRef<number | null>(null);
  const next = useRef<Request | null>(null);
  const [why, setWhy] = useState<Why>(null);
  const explaining = useRef(false);
  const explainSoon = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const explain = useCallback(
    async (instance: InstanceJson) => {
      explaining.current = true;
      setWhy("asked");
      try {
        setWhy({ text: await engine.explain(JSON.stringify(instance)) });
      } catch (error) {
        setWhy(error instanceof Cancelled ? null : { trouble: (error as Error).message });
      }
      explaining.current = false;
    },
    [engine],
  );

  const run = useCallback(
    async ({ instance, prove }: Request) => {
      // Whoever explains the answer before is in the way.
      clearTimeout(explainSoon.current);
      if (explaining.current) engine.cancel();
      setWhy(null);
      since.current = performance.now();
      setRunningSince(since.current);
      try {
        const show = (found: Solved) => {
          setSolved({ ...found, of: instance });
          setFailure(null);
        };
        const answer = await engine.solve(JSON.stringify(instance), prove, show);
        show(answer);
        const seconds = answer.result.timings.total ?? 0;
        if (seconds < quick) explainSoon.current = setTimeout(() => explain(instance), settled);
      } catch (error) {
        if (!(error instanceof Cancelled)) {
          setSolved(null);
          setFailure((error as Error).message);
        }
      }
      const queued = next.current;
      next.current = null;
      since.current = null;
      if (queued) run(queued);
      else setRunningSince(null);
    },
    [engine, explain],
  );

  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      clearTimeout(explainSoon.current);
    },
    [],
  );

  const solve = useCallback(
    (instance: InstanceJson, prove = false) => {
      if (since.current === null) return void run({ instance, prove });
      next.current = { instance, prove };
      clearTimeout(timer.current);
      timer.current = setTimeout(() => next.current && engine.cancel(), Math.max(0, patience - (performance.now() - since.current)));
    },
    [engine, run],
  );

  const cancel = useCallback(() => {
    next.current = null;
    engine.cancel();
  }, [engine]);

  return { solved, failure, runningSince, why, solve, explain, cancel };
}
