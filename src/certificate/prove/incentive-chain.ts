import { type Rational, zero } from "../../arithmetic/rational.ts";

/**
 * One trader's types in increasing order of what trade is worth to it (v = value of a buyer, −cost of a seller), with their masses, and the
 * index that each type has in the environment.
 */
export interface IncentiveChain {
  readonly worth: readonly Rational[];
  readonly masses: readonly Rational[];
  readonly index: readonly number[];
}

/** Shadow prices on one chain, stated on interim (conditional) constraints, position k standing for the k-th lowest worth. */
export interface ChainPrices {
  /** Of "k+1 does not report k"; length n − 1. */
  readonly down: readonly Rational[];
  /** Of "k does not report k+1"; length n − 1. */
  readonly up: readonly Rational[];
  /** Of the lowest type's participation. */
  readonly bottom: Rational;
  /** Ironed virtual worth: what trade with type k adds to the bound, per unit of probability; nondecreasing. */
  readonly ironed: readonly Rational[];
}

/**
 * Shadow prices that prove the bound of the virtual-surplus method at κ = w_0 + λ for a trader of weight w ≤ κ.
 *
 * The payment of type k is worth (κ − w)·m_k more in the broker's hands, so the prices out of type k less those into it must be (κ − w)·m_k
 * (flow conservation): down_k = (κ − w)·P(above k) + c_k, up_k = c_k for any circulation c ≥ 0, bottom = κ − w. Trade with type k then
 * counts β_k + (Δ_{k−1}c_{k−1} − Δ_k c_k)/m_k with β_k = w·v_k + (κ − w)·ψ_k, ψ_k = v_k − Δ_k P(above k)/m_k, Δ_k = v_{k+1} − v_k;
 * the circulation with Δ_k c_k = Σ_{l ≤ k} m_l (β_l − ironed β_l) makes that the ironed virtual worth.
 */
export function chainPrices({ worth, masses }: IncentiveChain, weight: Rational, kappa: Rational): ChainPrices {
  const n = worth.length;
  const excess = kappa.sub(weight);
  const above = new Array<Rational>(n).fill(zero);
  for (let k = n - 2; k >= 0; k--) above[k] = (above[k + 1] as Rational).add(masses[k + 1] as Rational);
  const gap = (k: number) => (worth[k + 1] as Rational).sub(worth[k] as Rational);
  /** m_k·β_k */
  const virtual = worth.map((v, k) => {
    const full = v.mul(masses[k] as Rational).mul(kappa);
    return k + 1 < n ? full.sub(excess.mul(gap(k)).mul(above[k] as Rational)) : full;
  });
  const ironed = poolAdjacentViolators(virtual, masses);
  const circulation: Rational[] = [];
  let sum = zero;
  for (let k = 0; k + 1 < n; k++) {
    sum = sum.add((virtual[k] as Rational).sub((masses[k] as Rational).mul(ironed[k] as Rational)));
    circulation.push(sum.div(gap(k)));
  }
  return { down: circulation.map((c, k) => excess.mul(above[k] as Rational).add(c)), up: circulation, bottom: excess, ironed };
}

/** The nearest nondecreasing sequence to sums/masses, weights masses. */
function poolAdjacentViolators(sums: readonly Rational[], masses: readonly Rational[]): Rational[] {
  const pools: { sum: Rational; mass: Rational; size: number }[] = [];
  sums.forEach((sum, k) => {
    let pool = { sum, mass: masses[k] as Rational, size: 1 };
    for (let last = pools.at(-1); last?.sum.mul(pool.mass).gt(pool.sum.mul(last.mass)); last = pools.at(-1)) {
      pool = { sum: last.sum.add(pool.sum), mass: last.mass.add(pool.mass), size: last.size + pool.size };
      pools.pop();
    }
    pools.push(pool);
  });
  return pools.flatMap(({ sum, mass, size }) => new Array<Rational>(size).fill(sum.div(mass)));
}

/** Rents that make the downward constraints of a nondecreasing allocation hold with equality, from 0 at the lowest type. */
export function tightRents({ worth }: IncentiveChain, allocation: readonly Rational[]): Rational[] {
  const rents: Rational[] = [];
  worth.forEach((v, k) => {
    rents.push(k === 0 ? zero : (rents[k - 1] as Rational).add(v.sub(worth[k - 1] as Rational).mul(allocation[k - 1] as Rational)));
  });
  return rents;
}
