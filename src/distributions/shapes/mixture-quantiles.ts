import type { Atom, Distribution, Piece } from "../distribution.ts";
import { monotoneRoot } from "../numerics/monotone-root.ts";
import { previousDouble } from "../numerics/neighbours.ts";
import { countBelow } from "../numerics/range-sums.ts";

/**
 * Both quantiles, between 0 and 1, of a law known by its cdf, survival function, atoms and pieces.
 *
 * The law is a sequence of runs (atoms and pieces). The probabilities below and above each run tell which run contains the quantile;
 * an atom answers itself, within a piece the monotone equation is solved by Newton's method inside a bracket.
 * Within a piece, probabilities up to ½ are measured from below, larger ones from above.
 */
export function mixtureQuantiles(law: {
  readonly shares: Float64Array;
  readonly laws: readonly Distribution[];
  readonly atoms: readonly Atom[];
  readonly pieces: readonly Piece[];
  readonly cdf: (x: number) => number;
  readonly survival: (x: number) => number;
  readonly pdf: (x: number) => number;
}): { lower: (p: number) => number; upper: (q: number) => number } {
  const { shares, laws, cdf, survival, pdf } = law;
  const runs = [
    ...law.atoms.map(({ at }) => ({ from: at, to: at, constant: false })),
    ...law.pieces.map(({ from, to, density }) => ({ from, to, constant: density === "constant" })),
  ].sort((a, b) => a.from - b.from || a.to - b.to);
  const n = runs.length;
  const from = Float64Array.from(runs, (run) => run.from);
  const to = Float64Array.from(runs, (run) => run.to);
  const constant = Uint8Array.from(runs, (run) => (run.constant ? 1 : 0));
  // below[k]: probability of the runs before run k; above[k]: of the last k runs. An atom at the end of a piece is a run of its own.
  const below = new Float64Array(n + 1);
  const above = new Float64Array(n + 1);
  const atomAt = new Map(law.atoms.map(({ at, mass }) => [at, mass]));
  for (let k = 0; k < n; k++) {
    const end = to[k] as number;
    const reached = end === from[k] || !atomAt.has(end) ? cdf(end) : cdfBelow(end);
    below[k + 1] = Math.max(below[k] as number, reached);
  }
  for (let k = n - 1; k >= 0; k--) {
    const start = from[k] as number;
    const reached = survival(start) + (start === to[k] ? (atomAt.get(start) ?? 0) : 0);
    above[n - k] = Math.max(above[n - 1 - k] as number, reached);
  }
  below[n] = 1;
  above[n] = 1;

  /** P(V < x) at an atom; only a component that mixes an atom with a density forms the difference. */
  function cdfBelow(x: number): number {
    let sum = 0;
    laws.forEach((component, k) => {
      const atom = component.atoms.find(({ at }) => at === x);
      const reached =
        atom === undefined
          ? component.cdf(x)
          : component.pieces.length === 0
            ? component.cdf(previousDouble(x))
            : component.cdf(x) - atom.mass;
      sum += (shares[k] as number) * reached;
    });
    return Math.max(0, sum);
  }

  /** The solution within run k; where the run is unbounded, the components' quantiles bracket the mixture's. */
  const solve = (
    k: number,
    target: number,
    height: (x: number) => number,
    quantileOf: (component: Distribution) => number,
    increasing: boolean,
  ) => {
    let low = from[k] as number;
    let high = to[k] as number;
    if (low === Number.NEGATIVE_INFINITY || high === Number.POSITIVE_INFINITY) {
      let least = Number.POSITIVE_INFINITY;
      let most = Number.NEGATIVE_INFINITY;
      for (const component of laws) {
        const x = quantileOf(component);
        least = Math.min(least, x);
        most = Math.max(most, x);
      }
      const start = low;
      low = Math.max(low, least);
      high = Math.min(high, most);
      if (!(low < high)) return Math.max(high, start);
    }
    return monotoneRoot(height, pdf, target, low, high, low + (high - low) / 2, increasing);
  };

  const solveBelow = (p: number, k: number) => {
    const start = from[k] as number;
    const end = to[k] as number;
    if (start === end || p <= (below[k] as number)) return start;
    if (p >= (below[k + 1] as number)) return end;
    if (constant[k]) return Math.min(start + (p - (below[k] as number)) / pdf(start + (end - start) / 2), end);
    return solve(k, p, cdf, (component) => component.quantile(p), true);
  };
  const solveAbove = (q: number, k: number) => {
    const start = from[k] as number;
    const end = to[k] as number;
    if (start === end || q >= (above[n - k] as number)) return start;
    if (q <= (above[n - 1 - k] as number)) return end;
    if (constant[k]) return Math.max(end - (q - (above[n - 1 - k] as number)) / pdf(start + (end - start) / 2), start);
    return solve(k, q, survival, (component) => component.upperQuantile(q), false);
  };
  return {
    lower: (p) => {
      const k = countBelow(below, p) - 1;
      return p <= 0.5 ? solveBelow(p, k) : solveAbove(1 - p, k);
    },
    upper: (q) => {
      const k = n - countBelow(above, q);
      return q <= 0.5 ? solveAbove(q, k) : solveBelow(1 - q, k);
    },
  };
}
