import { createHash } from "node:crypto";
import { one, type Rational, rational, sumRationals, zero } from "../../../src/arithmetic/rational.ts";
import { parseInstance } from "../../../src/problem/instance.ts";

/**
 * A second opinion on certificates about finite types, for tests: the tables come from the environment's own expansion, every constraint is
 * summed term by term in fractions, every price is multiplied out row by row. Slow, and without a line in common with the verifier.
 *
 * True when the document proves its claim; throws for one that cannot be read at all.
 */
// biome-ignore lint/suspicious/noExplicitAny: it reads documents of any shape, on purpose
export function isProof(document: any): boolean {
  const { instance, instanceHash, claim, proof } = document;
  if (createHash("sha256").update(sortedText(instance)).digest("hex") !== instanceHash) return false;
  const problem = parseInstance(instance);
  const finite = problem.environment.toFinite(problem.discretization);
  const exact = finite.exact;
  if (!exact) return false;
  const sizes = finite.agents.map((agent) => agent.types.length);
  const { partners, buyers, sellers } = problem.objective;
  const weights = finite.agents.map(({ side, partner = -1 }) => partners?.[partner] ?? (side === "buyer" ? buyers : sellers));
  const profiles = sizes.reduce<number[][]>((all, size) => all.flatMap((p) => Array.from({ length: size }, (_, k) => [...p, k])), [[]]);
  const number = (profile: readonly number[]) => profile.reduce((index, k, a) => index * (sizes[a] as number) + k, 0);
  const prior = profiles.map((profile, p) =>
    exact.prior.kind === "joint"
      ? (exact.prior.masses[p] as Rational)
      : exact.prior.masses.reduce((product, own, a) => product.mul(own[profile[a] as number] as Rational), one),
  );
  const agents = sizes.map((_, a) => a);
  const O = finite.outcomes.length;
  const u = (a: number, o: number, k: number) => exact.utilities[a]?.[o * (sizes[a] as number) + k] as Rational;
  const outside = (a: number, k: number) => exact.outsideOptions[a]?.[k] as Rational;
  const marginal = (a: number, k: number) => sumRationals(prior.filter((_, p) => profiles[p]?.[a] === k));
  const conditional = (a: number, k: number, p: number) => (prior[p] as Rational).div(marginal(a, k));
  const moved = (p: number, a: number, k: number) => number((profiles[p] as number[]).map((own, b) => (b === a ? k : own)));

  /** A linear expression Σ x·lottery + Σ t·payment + constant. */
  interface Row {
    readonly x: Map<number, Rational>;
    readonly t: Map<number, Rational>;
    constant: Rational;
    readonly equality: boolean;
  }
  const row = (equality = false): Row => ({ x: new Map(), t: new Map(), constant: zero, equality });
  const put = (map: Map<number, Rational>, key: number, amount: Rational) => map.set(key, (map.get(key) ?? zero).add(amount));
  const gain = (into: Row, a: number, k: number, p: number, weight: Rational) => {
    for (let o = 0; o < O; o++) put(into.x, p * O + o, u(a, o, k).mul(weight));
    put(into.t, a * profiles.length + p, weight.neg());
  };

  /** Every constraint, by the name of its row: "i,agent,state,report", "p,agent,state", "b,state". */
  const rows = new Map<string, Row>();
  for (const a of agents) {
    for (let k = 0; k < (sizes[a] as number); k++) {
      const own = profiles.flatMap((profile, p) => (profile[a] === k ? [p] : []));
      const possible = marginal(a, k).gt(zero);
      for (let l = 0; l < (sizes[a] as number); l++) {
        if (l === k) continue;
        if (problem.incentives === "dominant") {
          for (const p of own) {
            const one_ = row();
            gain(one_, a, k, p, one);
            gain(one_, a, k, moved(p, a, l), one.neg());
            rows.set(`i,${a},${p},${l}`, one_);
          }
        } else if (possible) {
          const mean = row();
          for (const p of own) {
            gain(mean, a, k, p, conditional(a, k, p));
            gain(mean, a, k, moved(p, a, l), conditional(a, k, p).neg());
          }
          rows.set(`i,${a},${k},${l}`, mean);
        }
      }
      if (problem.participation === "interim" && possible) {
        const mean = row();
        for (const p of own) gain(mean, a, k, p, conditional(a, k, p));
        mean.constant = outside(a, k).neg();
        rows.set(`p,${a},${k}`, mean);
      }
      if (problem.participation === "ex-post") {
        for (const p of own) {
          const one_ = row();
          gain(one_, a, k, p, one);
          one_.constant = outside(a, k).neg();
          rows.set(`p,${a},${p}`, one_);
        }
      }
    }
    if (problem.participation === "ex-ante") {
      const mean = row();
      profiles.forEach((profile, p) => {
        gain(mean, a, profile[a] as number, p, prior[p] as Rational);
        mean.constant = mean.constant.sub(outside(a, profile[a] as number).mul(prior[p] as Rational));
      });
      rows.set(`p,${a},0`, mean);
    }
  }
  const { rule, requiredProfit } = problem.budget;
  if (rule === "ex-ante") {
    const mean = row();
    for (const a of agents) for (const [p, mass] of prior.entries()) put(mean.t, a * profiles.length + p, mass);
    mean.constant = requiredProfit.neg();
    rows.set("b,0", mean);
  } else if (rule !== "none") {
    profiles.forEach((_, p) => {
      const one_ = row(rule === "balanced");
      for (const a of agents) put(one_.t, a * profiles.length + p, one);
      one_.constant = requiredProfit.neg();
      rows.set(`b,${p}`, one_);
    });
  }
  const objective = row();
  for (const a of agents) {
    profiles.forEach((profile, p) => {
      const k = profile[a] as number;
      const mass = prior[p] as Rational;
      gain(objective, a, k, p, mass.mul(weights[a] as Rational));
      objective.constant = objective.constant.sub(
        outside(a, k)
          .mul(mass)
          .mul(weights[a] as Rational),
      );
      put(objective.t, a * profiles.length + p, mass.mul(problem.objective.broker));
    });
  }

  /** Largest value of objective + Σ price·row over lotteries, null when a payment moves it or a price has the wrong sign. */
  const bound = (start: Row): Rational | null => {
    const total = row();
    const addTimes = (from: Row, price: Rational) => {
      for (const [key, value] of from.x) put(total.x, key, value.mul(price));
      for (const [key, value] of from.t) put(total.t, key, value.mul(price));
      total.constant = total.constant.add(from.constant.mul(price));
    };
    addTimes(start, one);
    const { incentives, participation, budget } = proof.multipliers;
    const priced = [
      ...incentives.map((entry: unknown[]) => [`i,${entry[0]},${entry[1]},${entry[2]}`, entry[3]]),
      ...participation.map((entry: unknown[]) => [`p,${entry[0]},${entry[1]}`, entry[2]]),
      ...budget.map((entry: unknown[]) => [`b,${entry[0]}`, entry[1]]),
    ] as [string, string][];
    for (const [name, text] of priced) {
      const own = rows.get(name);
      const price = rational(text);
      // The constraint "report your own type" is 0 ≥ 0.
      const [family, agent, state, report] = name.split(",");
      const own_ = problem.incentives === "dominant" ? profiles[Number(state)]?.[Number(agent)] : Number(state);
      const trivial =
        family === "i" &&
        Number(agent) < sizes.length &&
        own_ !== undefined &&
        own_ < (sizes[Number(agent)] as number) &&
        own_ === Number(report);
      if (!own && !trivial) return null;
      if (price.lt(zero) && !own?.equality) return null;
      if (own) addTimes(own, price);
    }
    if ([...total.t.values()].some((effect) => !effect.equals(zero))) return null;
    return profiles.reduce((sum, _, p) => {
      const gains = finite.outcomes.map((_, o) => total.x.get(p * O + o) ?? zero);
      return sum.add(gains.reduce((best, one_) => (one_.gt(best) ? one_ : best)));
    }, total.constant);
  };

  if (claim.status === "infeasible") return proof.mechanism === null && bound(row())?.lt(zero) === true;
  const { lottery, payments } = proof.mechanism;
  if (lottery.length !== profiles.length) return false;
  const x: Rational[] = profiles.flatMap((_, p) => {
    const chances = finite.outcomes.map(() => zero);
    const entries: [number, string][] = typeof lottery[p] === "number" ? [[lottery[p], "1"]] : lottery[p];
    for (const [o, text] of entries) chances[o] = (chances[o] as Rational).add(rational(text));
    return chances;
  });
  if (x.length !== profiles.length * O || x.some((chance) => chance.lt(zero))) return false;
  if (profiles.some((_, p) => !sumRationals(x.slice(p * O, (p + 1) * O)).equals(one))) return false;
  const table: Rational[][] = payments.values.map((own: string[]) => own.map(rational));
  if (table.length !== sizes.length) return false;
  if (table.some((own, a) => own.length !== (payments.rule === "table" ? profiles.length : sizes[a]))) return false;
  const tau = (a: number, p: number) => table[a]?.[profiles[p]?.[a] as number] as Rational;
  const mean = (a: number) => sumRationals(prior.map((mass, p) => mass.mul(tau(a, p))));
  const t = agents.flatMap((a) =>
    profiles.map((_, p) => {
      if (payments.rule === "table") return table[a]?.[p] as Rational;
      if (payments.rule === "interim" || sizes.length === 1) return tau(a, p);
      const others = agents.filter((b) => b !== a).map((b) => tau(b, p).sub(mean(b)));
      return tau(a, p).sub(sumRationals(others).div(sizes.length - 1));
    }),
  );
  const worth = (expression: Row) =>
    sumRationals([
      expression.constant,
      ...[...expression.x].map(([key, c]) => c.mul(x[key] as Rational)),
      ...[...expression.t].map(([key, c]) => c.mul(t[key] as Rational)),
    ]);
  for (const constraint of rows.values()) {
    const slack = worth(constraint);
    if (slack.lt(zero) || (constraint.equality && !slack.equals(zero))) return false;
  }
  const upper = bound(objective);
  return worth(objective).gte(rational(claim.lower)) && upper?.lte(rational(claim.upper)) === true;
}

function sortedText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedText).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, entry]) => `${JSON.stringify(key)}:${sortedText(entry)}`).join(",")}}`;
}
