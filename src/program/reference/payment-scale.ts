import { refuseAs } from "../../errors.ts";
import { type Program, smallestReliableCoefficient } from "../program.ts";
import { powerOfTwo } from "../reduced/trade.ts";

/** Least entry of a payment column that a solver sees: below, solvers drop it silently. */
const dropThreshold = 1e-9;

/**
 * Rescales, in place, the columns of payments and returns the factors: payment = factor · column. The columns start at `start`; `sizes` says how large the
 * utilities of the type are that makes each payment, `bounds` what the payment need not exceed (Infinity: a free one), both in the units of the rows.
 *
 * A payment is measured in those utilities where they are above 1, since it is of their order, and so are the rows that decide about it. Besides:
 *
 * Why payments and nothing else: a probability is at most 1, so losing an entry of 1e-9 moves its row by less than the solver's own
 * tolerance; likewise a payment between bounds. A free payment could be enormous at a profile of probability 1e-12, and once its entry in, say, the ex-ante budget is
 * lost it is money from nowhere, which decides everything. So a free column whose smallest entry is under {@link smallestReliableCoefficient} is
 * centred geometrically: with entries from 1 down to 1e-12 it gets 1e6 … 1e-6. Powers of two lose no digit and leave row multipliers as they are.
 * Throws InvalidInputError when a free column spans more than 18 orders of magnitude (two masses under 1e-9).
 */
export function scalePayments(
  { matrix, objective, columnLower, columnUpper }: Program,
  start: number,
  sizes: Float64Array,
  bounds: Float64Array,
): Float64Array {
  const count = sizes.length;
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
  const factors = sizes.map((size) => powerOfTwo(Math.max(1, size)));
  for (let column = 0; column < count; column++) {
    const smallest = low[column] as number;
    if (Number.isFinite(bounds[column] as number) || smallest * (factors[column] as number) >= smallestReliableCoefficient) continue;
    const factor = 1 / powerOfTwo(Math.sqrt(smallest) * Math.sqrt(high[column] as number));
    if (smallest * factor < dropThreshold) {
      refuseAs(
        "environment.prior",
        "type profiles whose probabilities span at most 18 orders of magnitude",
        `a payment with coefficients from ${smallest} to ${high[column]}`,
        "Merge types of negligible mass with their neighbours.",
      );
    }
    factors[column] = factor;
  }
  for (let k = 0; k < indices.length; k++) {
    const column = (indices[k] as number) - start;
    if (column >= 0 && column < count) (values[k] as number) *= factors[column] as number;
  }
  for (let column = 0; column < count; column++) {
    const factor = factors[column] as number;
    (objective[start + column] as number) *= factor;
    columnLower[start + column] = -(bounds[column] as number) / factor;
    columnUpper[start + column] = (bounds[column] as number) / factor;
  }
  return factors;
}
