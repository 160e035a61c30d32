import { InvalidInputError } from "../../errors.ts";
import { type Program, smallestReliableCoefficient } from "../program.ts";
import { powerOfTwo } from "../reduced/trade.ts";

/** Least entry of a payment column that a solver sees: below, solvers drop it silently. */
const dropThreshold = 1e-9;

/**
 * Rescales, in place, the columns of payments whose entries a solver might drop, and returns the factors: payment = factor · column.
 *
 * Why payments and nothing else: a probability is at most 1, so losing an entry of 1e-9 moves its row by less than the solver's own
 * tolerance. A payment is free: at a profile of probability 1e-12 it could be enormous, and once its entry in, say, the ex-ante budget is
 * lost it is money from nowhere, which decides everything. So a column whose smallest entry is under {@link smallestReliableCoefficient} is
 * centred geometrically: with entries from 1 down to 1e-12 it gets 1e6 … 1e-6. Powers of two lose no digit and leave row multipliers as they are.
 * Throws InvalidInputError when a column spans more than 18 orders of magnitude (two masses under 1e-9).
 */
export function scalePayments({ matrix, objective }: Program, start: number, count: number): Float64Array {
  const low = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(count);
  const { indices, values } = matrix;
  for (let k = 0; k < indices.length; k++) {
    const column = (indices[k] as number) - start;
    if (column < 0 || column >= count) continue;
    const size = Math.abs(values[k] as number);
    low[column] = Math.min(low[column] as number, size);
    high[column] = Math.max(high[column] as number, size);
  }
  const factors = new Float64Array(count).fill(1);
  for (let column = 0; column < count; column++) {
    const smallest = low[column] as number;
    if (smallest >= smallestReliableCoefficient) continue;
    const factor = 1 / powerOfTwo(Math.sqrt(smallest) * Math.sqrt(high[column] as number));
    if (smallest * factor < dropThreshold) {
      throw new InvalidInputError({
        field: "environment.prior",
        expected: "type profiles whose probabilities span at most 18 orders of magnitude",
        received: `a payment with coefficients from ${smallest} to ${high[column]}`,
        remedy: "Merge types of negligible mass with their neighbours.",
      });
    }
    factors[column] = factor;
  }
  for (let k = 0; k < indices.length; k++) {
    const column = (indices[k] as number) - start;
    if (column >= 0 && column < count) (values[k] as number) *= factors[column] as number;
  }
  for (let column = 0; column < count; column++) (objective[start + column] as number) *= factors[column] as number;
  return factors;
}
