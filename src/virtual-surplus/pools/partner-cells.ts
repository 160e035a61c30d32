import { type Numbers, sumOf } from "../../arithmetic/numbers.ts";

/**
 * Identical partners as the search sees them, in either arithmetic: cells of increasing value, each with its probability, E[v·1{cell}], and what the cell adds to the
 * largest payment per unit held beyond the share (`bought` = p·ψ) or below it (`sold` = p·φ). Masses are positive with total 1; ψ ≤ mean ≤ φ.
 */
export interface PartnerCells<N> {
  readonly count: number;
  /** r: what each holds beforehand. */
  readonly share: N;
  /** w: the weight of their rents. */
  readonly weight: N;
  readonly mass: readonly N[];
  readonly worth: readonly N[];
  readonly bought: readonly N[];
  readonly sold: readonly N[];
  /** Ends of the values. */
  readonly lowest: N;
  readonly highest: N;
}

/**
 * The cells of a finite type space, one a type: ψ_k = v_k − (v_{k+1} − v_k)·P(above)/p_k and φ_k = v_k + (v_k − v_{k−1})·P(below)/p_k.
 *
 * @see P. Cramton, R. Gibbons, P. Klemperer (1987), Dissolving a Partnership Efficiently, Econometrica 55; N. Kos, M. Manea (2009) for the discrete case.
 */
export function partnerCells<N>(
  { values, masses }: { readonly values: readonly N[]; readonly masses: readonly N[] },
  agents: Pick<PartnerCells<N>, "count" | "share" | "weight">,
  numbers: Numbers<N>,
): PartnerCells<N> {
  const { zero, add, sub, mul } = numbers;
  const n = values.length;
  const worth = values.map((value, k) => mul(masses[k] as N, value));
  const bought = [...worth];
  const sold = [...worth];
  let above = zero;
  for (let k = n - 1; k > 0; k--) {
    above = add(above, masses[k] as N);
    const step = mul(sub(values[k] as N, values[k - 1] as N), above);
    bought[k - 1] = sub(bought[k - 1] as N, step);
  }
  let below = zero;
  for (let k = 1; k < n; k++) {
    below = add(below, masses[k - 1] as N);
    const step = mul(sub(values[k] as N, values[k - 1] as N), below);
    sold[k] = add(sold[k] as N, step);
  }
  return { ...agents, mass: masses, worth, bought, sold, lowest: values[0] as N, highest: values[n - 1] as N };
}

/** E v. */
export function meanValue<N>({ worth }: PartnerCells<N>, numbers: Numbers<N>): N {
  return sumOf(numbers, worth);
}

/** The largest payment of a partner with these holdings: Σ min{p·ψ·(A − r), p·φ·(A − r)}; its rent is 0 where A crosses r. */
export function largestPayment<N>({ share, bought, sold }: PartnerCells<N>, holding: readonly N[], numbers: Numbers<N>, from = share): N {
  const { zero, add, sub, mul, less } = numbers;
  let total = zero;
  for (let k = 0; k < holding.length; k++) {
    const beyond = sub(holding[k] as N, from);
    total = add(total, mul(beyond, (less(beyond, zero) ? sold : bought)[k] as N));
  }
  return total;
}

/** Σ p·v·(A − r). */
export function gainedValue<N>({ share, worth }: PartnerCells<N>, holding: readonly N[], numbers: Numbers<N>, from = share): N {
  const { zero, add, sub, mul } = numbers;
  let total = zero;
  for (let k = 0; k < holding.length; k++) total = add(total, mul(sub(holding[k] as N, from), worth[k] as N));
  return total;
}
