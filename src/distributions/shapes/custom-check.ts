import { refuse, refuseAs } from "../../errors.ts";
import type { CustomLaw } from "../laws/custom.ts";

/** How far cdf and quantile may disagree. */
const consistency = 1e-7;

/** Probabilities at which a custom law is tried, dense near both ends. */
const probes = [1e-9, 1e-6, 1e-4, 1e-3, ...Array.from({ length: 199 }, (_, k) => (k + 1) / 200), 0.999, 0.9999];

/** Refuses a custom law whose functions are missing or contradict each other; returns its support. */
export function checkCustomLaw(law: CustomLaw): { min: number; max: number } {
  if (typeof law !== "object" || law === null)
    refuse("", "an object with cdf, quantile and support", law, "Write customLaw({ cdf, quantile, support }).");
  for (const name of ["cdf", "quantile"] as const) {
    if (typeof law[name] !== "function") refuse(name, "a function of one number", law[name], `Give ${name} as a function.`);
  }
  for (const name of ["survival", "upperQuantile", "pdf", "partialMean"] as const) {
    if (law[name] !== undefined && typeof law[name] !== "function")
      refuse(name, "a function, or nothing", law[name], "Leave it out, or give a function.");
  }
  const { min, max } = law.support ?? {};
  if (typeof min !== "number" || Number.isNaN(min))
    refuse("support.min", "a number, perhaps -Infinity", min, "Give the lower end of the support.");
  if (typeof max !== "number" || Number.isNaN(max))
    refuse("support.max", "a number, perhaps Infinity", max, "Give the upper end of the support.");
  if (!(min <= max) || (min === max && !Number.isFinite(min)))
    refuse("support.max", `a number not below support.min (${min})`, max, "Exchange the two bounds.");
  if (max === Number.POSITIVE_INFINITY && law.partialMean === undefined && law.upperQuantile === undefined) {
    refuse(
      "upperQuantile",
      "upperQuantile or partialMean, because the support has no upper end",
      undefined,
      "Give one of them: 1 − q is too coarse for the upper tail.",
    );
  }
  checkAtoms(law, min, max);
  checkCurves(law, min, max);
  return { min, max };
}

function checkAtoms(law: CustomLaw, min: number, max: number): void {
  const atoms = law.atoms ?? [];
  atoms.forEach(({ at, mass }, k) => {
    if (!(at >= min && at <= max))
      refuse(`atoms[${k}].at`, `a point of the support [${min}, ${max}]`, at, "Widen the support or drop the atom.");
    if (!(mass > 0 && mass <= 1)) refuse(`atoms[${k}].mass`, "a probability above 0", mass, "Give the height of the jump of the cdf.");
    if (k > 0 && !(at > (atoms[k - 1] as { at: number }).at))
      refuse(`atoms[${k}].at`, "a point above the atom before it", at, "Sort the atoms and merge repeated ones.");
    const jump = law.cdf(at) - (at === min ? 0 : law.cdf(at - Math.max(Math.abs(at), 1e-300) * 2 ** -52));
    // Next to the jump the density adds a little.
    if (Math.abs(jump - mass) > consistency + 1e-3 * mass)
      refuse(`atoms[${k}].mass`, `the jump of the cdf there (${jump})`, mass, "Make atoms and cdf agree.");
  });
}

function checkCurves(law: CustomLaw, min: number, max: number): void {
  const atoms = law.atoms ?? [];
  let before = Number.NEGATIVE_INFINITY;
  for (const p of probes) {
    const x = law.quantile(p);
    if (!(x >= min && x <= max)) {
      refuse("quantile", `quantile(${p}) in the support [${min}, ${max}]`, x, "Make quantile and support agree.");
    }
    if (x < before) {
      refuseAs("quantile", "a function that never decreases", `quantile(${p}) = ${x} after ${before}`, "Correct the quantile function.");
    }
    before = x;
  }
  for (const p of probes) {
    const x = law.quantile(p);
    const reached = law.cdf(x);
    if (!(reached >= 0 && reached <= 1 + 1e-12)) refuse("cdf", `cdf(${x}) in [0, 1]`, reached, "Correct the cdf.");
    const atom = atoms.find(({ at }) => Math.abs(at - x) <= 1e-9 * Math.max(1, Math.abs(at)));
    const slack = consistency + (atom?.mass ?? 0);
    if (reached < p - slack)
      refuse("quantile", `cdf(quantile(${p})) of at least ${p}`, reached, "Make cdf and quantile inverse to each other.");
    if (reached > p + slack) {
      refuseAs(
        "atoms",
        `cdf(quantile(${p})) = ${p}, or an atom at ${x}`,
        `cdf ${reached}`,
        "Declare the jumps of the cdf as atoms, or make cdf and quantile inverse to each other.",
      );
    }
    if (law.survival && Math.abs(law.survival(x) + reached - 1) > consistency) {
      refuse("survival", `1 − cdf at ${x} (${1 - reached})`, law.survival(x), "Make survival and cdf agree.");
    }
    if (law.upperQuantile) {
      const y = law.upperQuantile(1 - p);
      if (!(y >= x - 1e-6 * Math.max(1, Math.abs(x))))
        refuse("upperQuantile", `upperQuantile(${1 - p}) not below quantile(${p}) = ${x}`, y, "Make the two quantiles agree.");
    }
  }
}
