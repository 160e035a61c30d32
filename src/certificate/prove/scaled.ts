import { enclose, minus, scaled } from "../../arithmetic/elementary/enclosure.ts";
import { exactDouble, type Rational, ratio, toNumber } from "../../arithmetic/rational.ts";
import { bits, type TypeCell } from "../verify/pairs/cells.ts";

/** Where worths of both traders are near 0 and about 1: the worth w of the buyer becomes (w − shift)·scale, that of the seller (w + shift)·scale. */
export interface Units {
  readonly shift: Rational;
  /** A power of 2. */
  readonly scale: number;
}

/** Cells of worths, and the sign that worths have as types: 1 of values, −1 of costs. */
export interface SignedCells {
  readonly cells: readonly TypeCell[];
  readonly sign: 1 | -1;
}

/** Units in which the means of all cells are about within [−1, 1]. */
export function unitsOf(all: readonly SignedCells[]): Units {
  const values = all.flatMap(({ cells, sign }) => cells.map((cell) => sign * meanOf(cell)));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const spread = high > low ? high - low : Math.max(Math.abs(high), Number.MIN_VALUE);
  return { shift: exactDouble(low + (high - low) / 2), scale: 2 ** -Math.ceil(Math.log2(spread)) };
}

/** The cells in other units. The relations between their columns are the same there, but for the factor `scale` of money. */
export function inUnits({ cells, sign }: SignedCells, { shift, scale }: Units): readonly TypeCell[] {
  const factor = exactDouble(scale);
  const origin = sign > 0 ? shift : shift.neg();
  return cells.map((cell) => ({
    ...cell,
    low: cell.low?.sub(origin).mul(factor) ?? null,
    high: cell.high?.sub(origin).mul(factor) ?? null,
    mean: scaled(minus(cell.mean, enclose(origin, bits)), factor),
    spread: scaled(cell.spread, factor),
  }));
}

/** A double near the middle of an enclosure. */
export function middleOf({ low, high }: { readonly low: bigint; readonly high: bigint }): number {
  return toNumber(ratio(low + high, 2n << BigInt(bits)));
}

export function meanOf({ mean }: TypeCell): number {
  return middleOf(mean);
}

/** A double with 44 binary digits kept, as a fraction. */
export function short(value: number): Rational {
  const factor = 2 ** (43 - Math.floor(Math.log2(Math.abs(value) || 1)));
  return Number.isFinite(factor) ? exactDouble(Math.round(value * factor) / factor) : exactDouble(value);
}
