import { formatRational, type Rational, ratio, zero } from "../../arithmetic/rational.ts";
import type { Certificate, Claim, FractionText, MechanismTable, MultiplierTable } from "../format.ts";

/** What a builder hands over: a claim with the proof of it, and how it came about. */
export interface Proved {
  readonly claim: Claim;
  readonly proof: Certificate["proof"];
  /** In words, for the provenance. */
  readonly method: string;
  readonly repairs: readonly string[];
}

/** Sure outcomes as indices, others as the outcomes of positive probability. `chance` has length profiles·outcomes. */
export function lotteryTable(chance: readonly Rational[], outcomes: number): MechanismTable["lottery"] {
  return Array.from({ length: chance.length / outcomes }, (_, p) => {
    const all = chance.slice(p * outcomes, (p + 1) * outcomes);
    const possible = all.flatMap((probability, o) => (probability.equals(zero) ? [] : [[o, formatRational(probability)] as const]));
    return possible.length === 1 ? (possible[0]?.[0] as number) : possible;
  });
}

export function paymentTexts(values: readonly (readonly Rational[])[]): FractionText[][] {
  return values.map((own) => own.map(formatRational));
}

/** Collects shadow prices, leaves out zeros, and orders them as the format wants. */
export class MultiplierDraft {
  readonly #incentives: [number, number, number, Rational][] = [];
  readonly #participation: [number, number, Rational][] = [];
  readonly #budget: [number, Rational][] = [];

  incentive(agent: number, state: number, report: number, price: Rational): void {
    if (!price.equals(zero)) this.#incentives.push([agent, state, report, price]);
  }

  participation(agent: number, state: number, price: Rational): void {
    if (!price.equals(zero)) this.#participation.push([agent, state, price]);
  }

  budget(state: number, price: Rational): void {
    if (!price.equals(zero)) this.#budget.push([state, price]);
  }

  table(): MultiplierTable {
    const ordered = <Row extends readonly unknown[]>(rows: readonly Row[], indices: number) =>
      [...rows].sort((a, b) => {
        for (let k = 0; k < indices; k++) if (a[k] !== b[k]) return (a[k] as number) - (b[k] as number);
        return 0;
      });
    return {
      incentives: ordered(this.#incentives, 3).map(([agent, state, report, price]) => [agent, state, report, formatRational(price)]),
      participation: ordered(this.#participation, 2).map(([agent, state, price]) => [agent, state, formatRational(price)]),
      budget: ordered(this.#budget, 1).map(([state, price]) => [state, formatRational(price)]),
    };
  }
}

/** The nearest multiple of 10^-k on the far side (−1 below, +1 above), with about 20 digits kept: claims a person can read. */
export function roundOutward(value: Rational, side: 1n | -1n): Rational {
  const places = Math.max(0, 20 - (value.n / value.d).toString().length);
  const unit = 10n ** BigInt(places);
  const scaled = value.s * value.n * unit;
  let quotient = scaled / value.d;
  if (quotient * value.d !== scaled && scaled > 0n === side > 0n) quotient += side;
  return ratio(quotient, unit);
}
