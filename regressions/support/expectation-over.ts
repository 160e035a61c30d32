import { CompensatedSum } from "../../src/arithmetic/sum.ts";
import type { Distribution } from "../../src/distributions/distribution.ts";
import { integrate } from "../../src/theorems/support/quadrature.ts";

/**
 * E[f(V)·1{from < V < to}] for a law without atoms, over quantiles counted from the nearer end of the support, so that neither a density
 * that explodes or vanishes there nor an integrable singularity of f does harm. `knots`: where f has a kink.
 */
export function expectationOver(
  law: Distribution,
  f: (x: number) => number,
  from: number = law.support.min,
  to: number = law.support.max,
  knots: readonly number[] = [],
): number {
  const low = Math.max(from, law.support.min);
  const high = Math.min(to, law.support.max);
  if (!(high > low)) return 0;
  const median = law.quantile(0.5);
  const ends = law.pieces.flatMap((piece) => [piece.from, piece.to]);
  const inside = [...knots, ...ends, median].filter((x) => x > low && x < high).sort((x, y) => x - y);
  const cuts = [low, ...inside, high];
  // A quantile may round to the very end of the support, where (1 − F)/f can be infinite: ∫ (1 − F)/f dF over so short a piece is nothing.
  const finite = (x: number) => {
    const value = f(x);
    return Number.isFinite(value) ? value : 0;
  };
  const sum = new CompensatedSum();
  for (let k = 1; k < cuts.length; k++) {
    const [a, b] = [cuts[k - 1] as number, cuts[k] as number];
    if (b <= median) sum.add(integrate((q) => finite(law.quantile(q)), law.cdf(a), law.cdf(b)));
    else sum.add(integrate((q) => finite(law.upperQuantile(q)), law.survival(b), law.survival(a)));
  }
  return sum.value;
}
