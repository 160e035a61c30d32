import type { Role } from "../environments/linear.ts";
import type { TypeSpace } from "../type-space/type-space.ts";
import type { AgentRule, InterimVectors } from "./mechanism.ts";

/** 1 for a buyer or a partner, to whom a unit is worth its type and who pays its transfer; −1 for a seller. */
export function signOf(party: Role): 1 | -1 {
  return party === "seller" ? -1 : 1;
}

/** Interim vectors from allocation and transfers: rent X·v − T of a buyer, T − X·c of a seller, (X − reference)·v − T of a partner. */
export function vectors(types: Float64Array, allocation: Float64Array, transfer: Float64Array, party: Role, reference = 0): InterimVectors {
  const sign = signOf(party);
  const rent = types.map((type, k) => sign * (((allocation[k] as number) - reference) * type - (transfer[k] as number)));
  return { allocation, transfer, rent };
}

/** Traders with linear utility in the terms of the contract; `types` may be cells with ends. */
export function linearAgent(
  name: string,
  party: Role,
  count: number,
  types: TypeSpace & { readonly low?: Float64Array; readonly high?: Float64Array },
  { allocation, transfer, rent }: InterimVectors,
  lumpSum = 0,
): AgentRule {
  const signed = (list: Float64Array) => (signOf(party) === 1 ? list : list.map((y) => -y));
  const { values, masses, low, high } = types;
  return {
    name,
    party,
    count,
    types: values,
    masses,
    worths: signed(values),
    ...(low && high ? { ends: { low, high } } : {}),
    interim: { allocation, payment: signed(transfer), rent },
    lumpSum,
  };
}

/** What a person reads of an agent: its transfers are received by a seller and paid by anybody else. */
export function vectorsOf({ party, interim: { allocation, payment, rent } }: AgentRule): InterimVectors {
  return { allocation, transfer: asStated(signOf(party), payment), rent };
}

/** Payments as a person reads them: a seller receives what it pays a negative amount of. */
export function asStated(sign: 1 | -1, payment: Float64Array): Float64Array {
  return sign === 1 ? payment : payment.map((t) => 0 - t);
}

/** One entry per agent. */
export function unroll<T extends { readonly count: number }>(groups: readonly T[]): T[] {
  return groups.flatMap((group) => new Array<T>(group.count).fill(group));
}
