import type { TypeSpace } from "./type-space.ts";

/** Something of each of two traders. */
export interface BySide<T> {
  readonly buyer: T;
  readonly seller: T;
}

/** One of two traders with its types, and where they are among the states i·n + j of m buyer types i and n seller types j. */
export interface TradingSide extends TypeSpace {
  readonly name: "buyer" | "seller";
  /** 1 for a buyer, to whom a unit is worth its type; −1 for a seller, whom a unit costs its type. */
  readonly sign: 1 | -1;
  /** Distance of the states of two neighbouring types, and of two types of the other side. */
  readonly stride: number;
  readonly otherStride: number;
  /** The other trader. */
  readonly rival: TradingSide;
}

/** Two traders, the buyer first. */
export type TwoSides = readonly [buyer: TradingSide, seller: TradingSide];

/** The sides of a buyer and a seller. */
export function sidesOf(buyer: TypeSpace, seller: TypeSpace): TwoSides {
  const n = seller.values.length;
  const ofBuyer = Object.assign(sameTypes(buyer), { name: "buyer", sign: 1, stride: n, otherStride: 1 } as const);
  const ofSeller = Object.assign(sameTypes(seller), { name: "seller", sign: -1, stride: 1, otherStride: n } as const);
  return knowing(ofBuyer, ofSeller);
}

/** A copy that does not ask for the rationals of a large grid, which are made when they are first asked for. */
function sameTypes(space: TypeSpace): TypeSpace {
  return Object.defineProperties({}, Object.getOwnPropertyDescriptors(space)) as TypeSpace;
}

/** Two sides that know each other. */
export function knowing<S extends TradingSide>(buyer: Omit<S, "rival">, seller: Omit<S, "rival">): readonly [buyer: S, seller: S] {
  return [Object.assign(buyer, { rival: seller }), Object.assign(seller, { rival: buyer })] as unknown as readonly [S, S];
}

/** What `of` says of each side. */
export function bySide<S extends TradingSide, T>([buyer, seller]: readonly [buyer: S, seller: S], of: (side: S) => T): BySide<T> {
  return { buyer: of(buyer), seller: of(seller) };
}

/** The type of this rank, from the one that gains least (the lowest value, the highest cost) up. */
export function ranked({ sign, values }: TradingSide, rank: number): number {
  return sign > 0 ? rank : values.length - 1 - rank;
}

/** The state in which this side has type k and the other one type l. */
export function stateOf({ stride, otherStride }: TradingSide, k: number, l: number): number {
  return k * stride + l * otherStride;
}

/** A side's own type in a state. */
export function typeIn({ stride, values }: TradingSide, state: number): number {
  return stride === 1 ? state % values.length : Math.floor(state / stride);
}
