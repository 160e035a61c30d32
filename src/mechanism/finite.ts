import { InvalidInputError, show } from "../errors.ts";
import { wrongLength } from "./allocation-rule.ts";
import type { FiniteMechanism } from "./mechanism.ts";

/**
 * A direct mechanism of a finite environment: `lottery[p·outcomes + o]` is the probability of outcome o at profile p, `payments[a][p]` what
 * agent a pays. Profiles are numbered with the last agent's type fastest.
 *
 * Throws InvalidInputError when the arrays do not describe the same number of profiles.
 */
export function finiteMechanism(rules: {
  readonly outcomes: number;
  readonly lottery: Float64Array;
  readonly payments: readonly Float64Array[];
}): FiniteMechanism {
  const { outcomes, lottery, payments } = rules;
  const profiles = lottery.length / outcomes;
  if (!Number.isInteger(profiles) || profiles < 1)
    throw new InvalidInputError({
      field: "lottery",
      expected: `a length that is a positive multiple of the ${outcomes} outcomes`,
      received: `length ${show(lottery.length)}`,
      remedy: "Pass one probability per profile and outcome.",
    });
  payments.forEach((list, a) => {
    if (list.length !== profiles) throw wrongLength(`payments[${a}]`, profiles, "one payment per profile", list.length);
  });
  return { kind: "finite", lottery, payments };
}
