import type { CheckedTheorem, Comparison, Engine } from "./regression.ts";

/** Seed of the random parameter sets of the regression check, fixed so that every run checks the same cases. */
export const defaultCheckSeed = 1983;

/** The outcome of one theorem's regression check. */
export interface TheoremReport {
  readonly id: string;
  /** Every comparison and every error passes. */
  readonly pass: boolean;
  readonly samples: number;
  readonly seconds: number;
  readonly results: readonly CheckResult[];
}

/** One check on one parameter set. */
export interface CheckResult {
  /** Name of the check. */
  readonly check: string;
  /** Index of the parameter set in `samples(seed)`. */
  readonly sample: number;
  readonly comparisons: readonly Comparison[];
  /** The message of an error that ended the check; null when it ran to its end. */
  readonly error: string | null;
  /** At least one comparison, no error, and every comparison passes. */
  readonly pass: boolean;
}

/** What {@link checkTheorem} may be told. */
export interface CheckOptions {
  /** Seed of the random parameter sets. Default {@link defaultCheckSeed}. */
  readonly seed?: number;
  /** Which checks to run: those that call the engine, those that do not, or all. Default `all`. */
  readonly which?: "all" | "with-engine" | "without-engine";
}

/**
 * Runs the checks of a theorem on its parameter sets.
 *
 * An error inside a check makes that check fail and is reported with it; nothing is thrown. A check that compares nothing fails.
 *
 * @example
 * const report = await checkTheorem(checkedTheoremById("myerson-satterthwaite/uniform"), engine);
 * report.pass; // true
 */
export async function checkTheorem<P>(theorem: CheckedTheorem<P>, engine: Engine, options: CheckOptions = {}): Promise<TheoremReport> {
  const { seed = defaultCheckSeed, which = "all" } = options;
  const started = performance.now();
  const samples = theorem.samples(seed);
  const results: CheckResult[] = [];
  for (const check of theorem.checks) {
    if (which !== "all" && check.usesEngine !== (which === "with-engine")) continue;
    for (const [sample, parameters] of samples.entries()) {
      let comparisons: readonly Comparison[] = [];
      let error: string | null = null;
      try {
        comparisons = await check.run(parameters, engine);
      } catch (thrown) {
        error = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
      }
      const pass = error === null && comparisons.length > 0 && comparisons.every((comparison) => comparison.pass);
      results.push({ check: check.name, sample, comparisons, error, pass });
    }
  }
  return {
    id: theorem.id,
    pass: results.every((result) => result.pass),
    samples: samples.length,
    seconds: (performance.now() - started) / 1000,
    results,
  };
}

/** An engine for checks that need none: every call is an error. */
export const noEngine: Engine = {
  optimum: () => Promise.reject(new Error("this check was said not to use the engine")),
  bilateralMechanism: () => Promise.reject(new Error("this check was said not to use the engine")),
};
