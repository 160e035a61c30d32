import { exactDouble, formatRational, one, type Rational, sumRationals, toNumber, zero } from "../../../arithmetic/rational.ts";
import type { GroupsPrices } from "../../format.ts";
import type { AgentsInCells, GroupsInCells } from "../../verify/groups/agents.ts";
import type { Facing } from "../../verify/groups/states.ts";
import type { StatedProblem } from "../../verify/instance.ts";
import { middleOf, short } from "../scaled.ts";

/** Prices of budgets and participation. */
type Settled = Pick<GroupsPrices, "budget" | "participation">;

/** A priced constraint of participation: group, facing, cell and end. */
type Asked = readonly [key: readonly [number, number, number, number], price: number];

/** What what stands beside a worst type's utility may exceed 0 by for rounding, as a share of the prices. */
const rounding = 2 ** -40;

/** Profiles of all agents beyond which prices are not made exact. */
const mostProfiles = 40_000;

/**
 * Prices near given ones with which the utilities of worst types have no effect: with participation in every state it must not count more than 0, to which end all budgets cost a little more; on average only it must
 * be exactly 0. In words why there are none.
 */
export function settledPrices(
  stated: StatedProblem,
  known: GroupsInCells,
  budget: readonly number[],
  participation: readonly Asked[],
  objective: boolean,
): Settled | string {
  const broker = objective ? stated.objective.broker : zero;
  const excess = known.groups.map(({ weight }) => weight.sub(broker));
  if (stated.participation !== "ex-post") return exactly(stated, known, { budget, participation, excess });
  const { groups, states } = known;
  const beside = groups.map((_, g) => (states.facing[g] as readonly Facing[]).map(() => toNumber(excess[g] as Rational)));
  for (const [[g, o], price] of participation) (beside[g] as number[])[o] = (beside[g]?.[o] as number) + price;
  groups.forEach(({ cells }, g) => {
    (states.facing[g] as readonly Facing[]).forEach((facing, o) => {
      const paid = cells.reduce((sum, { mass }, k) => sum + middleOf(mass) * (budget[facing.states[k] as number] as number), 0);
      (beside[g] as number[])[o] = (beside[g]?.[o] as number) - paid;
    });
  });
  const size = budget.reduce((most, price) => Math.max(most, Math.abs(price)), 0);
  const lacking = Math.max(...beside.flat()) + rounding * size;
  const more = lacking > 0 && stated.budget.rule !== "none" ? lacking : 0;
  const shorts =
    stated.budget.rule === "ex-ante" ? budget.map(() => short((budget[0] as number) + more)) : budget.map((price) => short(price + more));
  return { budget: shorts.map(formatRational), participation: rowsOf(participation.map(([key, price]) => [key, short(price)])) };
}

function rowsOf(rows: readonly (readonly [Asked[0], Rational])[]): Settled["participation"] {
  return rows
    .filter(([, price]) => price.n > 0n)
    .map(([[g, o, k, at], price]) => [g, o, k, at, formatRational(price)] as const)
    .sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3]);
}

/**
 * Where u_i counts exactly Σ_k p_k γ less: the expected price of the budget given what all others are must be one number, the level, which is each group's excess plus its prices of participation. From any prices γ one gets
 * these by giving, for each agent in turn, its likeliest cell the price that makes the mean over its cells the level: a change by what they fall short only, and most prices keep their few digits.
 */
function exactly(
  { participation: word, budget: { rule } }: StatedProblem,
  known: GroupsInCells,
  {
    budget,
    participation,
    excess,
  }: { readonly budget: readonly number[]; readonly participation: readonly Asked[]; readonly excess: readonly Rational[] },
): Settled | string {
  const { groups, states } = known;
  const larger = excess.reduce((most, own) => (own.gt(most) ? own : most));
  const priced = word !== "none";
  if (!priced && excess.some((own) => !own.equals(larger))) return "without participation the value has no bound";
  const wanted = short(budget.reduce((sum, price, s) => sum + price * middleOf(states.chances[s] as Facing["chance"]), 0));
  const level = priced && wanted.gt(larger) ? wanted : larger;
  const asked = rowsOf(groups.flatMap((_, g) => askedOf(g, level.sub(excess[g] as Rational), participation)));
  if (rule === "none" || rule === "ex-ante")
    return rule === "none" && level.n > 0n
      ? "without a budget the value has no bound"
      : { budget: budget.map(() => formatRational(level)), participation: asked };
  const shape = profileShape(known);
  if (shape === null) return `more than ${mostProfiles} profiles of cells are not priced exactly`;
  // A little of the level keeps all prices nonnegative.
  for (const share of [2 ** -36, 2 ** -30, 2 ** -24, 2 ** -18, 2 ** -12]) {
    const kept = one.sub(exactDouble(share));
    const settled = centred(
      shape,
      budget.map((price) => short(price).sub(level).mul(kept)),
    ).map((price) => price.add(level));
    if (rule === "balanced" || settled.every(({ s, n }) => s > 0n || n === 0n))
      return { budget: settled.map(formatRational), participation: asked };
  }
  return "the budgets' prices could not be made exact";
}

/** Prices of a group's participation with exactly this total: those found, and the largest of them takes what is left. */
function askedOf(g: number, total: Rational, participation: readonly Asked[]): readonly (readonly [Asked[0], Rational])[] {
  const own = participation.flatMap(([key, price]) => (key[0] === g ? [[key, short(price)] as const] : []));
  const [first, ...others] = [...own].sort((a, b) => toNumber(b[1].sub(a[1])));
  if (!first) return [[[g, 0, 0, 0], total]];
  const rest = total.sub(sumRationals(others.map(([, price]) => price)));
  return rest.n === 0n || rest.s > 0n ? [[first[0], rest], ...others] : [[first[0], total]];
}

interface ProfileShape {
  /** Per agent, the masses of its cells. */
  readonly masses: readonly (readonly Rational[])[];
  /** Per profile of cells, the last agent's fastest, its state. */
  readonly states: readonly number[];
}

/** All profiles of the agents' cells; null where they are too many. */
function profileShape({ groups, states }: GroupsInCells): ProfileShape | null {
  const agents = groups.flatMap((group, g) => new Array<{ group: AgentsInCells; g: number }>(group.count).fill({ group, g }));
  const count = agents.reduce((product, { group }) => product * group.cells.length, 1);
  if (count > mostProfiles) return null;
  const numbers = new Map(
    states.places.map((places, s) => {
      const key = groups.map((_, g) =>
        places.filter(({ group }) => group === g).flatMap(({ cell, members }) => new Array<number>(members).fill(cell)),
      );
      return [keyOf(key), s];
    }),
  );
  const made = Array.from({ length: count }, (_, profile) => {
    let rest = profile;
    const lists: number[][] = groups.map(() => []);
    for (let a = agents.length - 1; a >= 0; a--) {
      const { group, g } = agents[a] as (typeof agents)[number];
      lists[g]?.push(rest % group.cells.length);
      rest = Math.floor(rest / group.cells.length);
    }
    return numbers.get(keyOf(lists)) as number;
  });
  return { masses: agents.map(({ group }) => group.cells.map(({ exactMass }) => exactMass as Rational)), states: made };
}

const keyOf = (lists: readonly (readonly number[])[]) => lists.map((list) => [...list].sort((a, b) => a - b).join(",")).join(";");

/** Prices by state whose mean over the cells of each agent is 0, whatever all others are: that of its likeliest cell is what makes it so. */
function centred({ masses, states }: ProfileShape, prices: readonly Rational[]): readonly Rational[] {
  const values = states.map((s) => prices[s] as Rational);
  let stride = 1;
  for (let a = masses.length - 1; a >= 0; a--) {
    const own = masses[a] as readonly Rational[];
    const likeliest = own.reduce((best, mass, k) => (mass.gt(own[best] as Rational) ? k : best), 0);
    const block = stride * own.length;
    for (let start = 0; start < values.length; start += block)
      for (let offset = start; offset < start + stride; offset++) {
        const others = own.flatMap((mass, k) => (k === likeliest ? [] : [mass.mul(values[offset + k * stride] as Rational)]));
        values[offset + likeliest * stride] = sumRationals(others)
          .neg()
          .div(own[likeliest] as Rational);
      }
    stride = block;
  }
  const settled: Rational[] = prices.map(() => zero);
  states.forEach((s, profile) => {
    settled[s] = values[profile] as Rational;
  });
  return settled;
}
