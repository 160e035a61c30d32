import type { Mechanism } from "./mechanism.ts";

/** Most types a side for which matrices are written out. */
export const matrixLimit = 200;

type TwoAgents = Pick<Mechanism, "agents" | "at">;

/** x_ij of two traders as m rows of n probabilities, for files and tables; null beyond {@link matrixLimit} types a side. */
export function allocationMatrix(mechanism: TwoAgents): number[][] | null {
  return byState(mechanism, (i, j) => mechanism.at([i, j]).allocation[0] as number);
}

/** What the buyer pays and the seller receives in every state, as m rows of n amounts; null beyond {@link matrixLimit} types a side. */
export function transferMatrices(mechanism: TwoAgents): { buyer: number[][]; seller: number[][] } | null {
  const buyer = byState(mechanism, (i, j) => mechanism.at([i, j]).payments[0] as number);
  const seller = byState(mechanism, (i, j) => 0 - (mechanism.at([i, j]).payments[1] as number));
  return buyer && seller ? { buyer, seller } : null;
}

function byState({ agents }: TwoAgents, entry: (i: number, j: number) => number): number[][] | null {
  const [m, n] = agents.map(({ types }) => types.length) as [number, number];
  if (m > matrixLimit || n > matrixLimit) return null;
  return Array.from({ length: m }, (_, i) => Array.from({ length: n }, (_, j) => entry(i, j)));
}
