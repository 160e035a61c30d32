import { type Rational, zero } from "../../../arithmetic/rational.ts";
import type { ContinuumSide } from "../../format.ts";
import { dividedAtWill } from "../continuum/partners.ts";
import { tradersOf } from "../continuum/traders.ts";
import { NotCovered } from "../fields.ts";
import type { Side, StatedGroup, StatedObjective, StatedProblem } from "../instance.ts";
import { type TypeCell, typeCells } from "../pairs/cells.ts";
import { Rejection } from "../rejection.ts";
import { type GroupStates, statesOf } from "./states.ts";

/** Alike agents in cells of worth, each of whom has a quantity h from 0 to 1 that is worth w·h: what a buyer gets, a seller gives up, a partner holds. */
export interface AgentsInCells {
  readonly name: string;
  readonly count: number;
  readonly cells: readonly TypeCell[];
  /** The quantity of those who stay out: a partner's share, else 0. */
  readonly share: Rational;
  /** By how much a member's quantity counts in the total. */
  readonly sign: 1 | -1;
  /** Of a member's rent. */
  readonly weight: Rational;
}

/** All agents of a problem, the states that their cells make, and the total Σ sign·h in each. */
export interface GroupsInCells {
  readonly groups: readonly AgentsInCells[];
  /** What one of them is called. */
  readonly part: "group" | "side";
  readonly states: GroupStates;
  readonly total: bigint;
  /** The most, in units of 2^−bits, that the utility of the worst type of a group is where it faces o, if more is known of it than that it takes part. */
  readonly mostOfWorst?: (group: number, o: number) => bigint;
}

/** Agents in the cells of a proof. Throws when it is not about such agents, or has too many cells. */
export function groupsOfProof({ environment, objective }: StatedProblem, sides: readonly ContinuumSide[]): GroupsInCells {
  const partners = "partners" in environment;
  if (partners && environment.divisions) throw new NotCovered(dividedAtWill);
  const stated: readonly Stated[] = partners
    ? environment.partners.map((partner, g) => ({
        ...partner,
        role: "buyer",
        name: `partners ${g}`,
        weight: objective.partners[g] as Rational,
      }))
    : tradersOf(environment).map((traders, g) => ({
        ...traders,
        share: zero,
        name: `${traders.role}s ${g}`,
        weight: weightOf(objective, traders.role),
      }));
  if (sides.length !== stated.length) throw new Rejection(`proof.groups: ${stated.length} are expected`);
  const spent = { evaluations: 0, steps: 0 };
  const groups = stated.map(({ name, count, law, share, role, weight }, g): AgentsInCells => {
    const cells = typeCells(law, role, sides[g] as ContinuumSide, spent);
    return { name, count, cells, share, sign: role === "seller" ? -1 : 1, weight };
  });
  return { groups, part: "group", states: statesOf(groups), total: partners ? 1n : 0n };
}

type Stated = StatedGroup & { readonly role: Side; readonly name: string; readonly share: Rational; readonly weight: Rational };

function weightOf(objective: StatedObjective, role: Side): Rational {
  return objective[`${role}s`];
}

/** The same problem without an objective. */
export function withoutObjective({ groups, ...others }: GroupsInCells): GroupsInCells {
  return { ...others, groups: groups.map((own) => ({ ...own, weight: zero })) };
}
