import { formatRational, type Rational } from "../../arithmetic/rational.ts";
import type { StatedEnvironment, StatedGroup, StatedObjective, StatedProblem } from "./instance.ts";
import type { StatedLaw } from "./laws/stated-law.ts";

/** The problem in one line: who trades what by which laws, under which constraints, for which objective. Texts of the instance do not enter it. */
export function statementOf({ environment, incentives, participation, budget, objective, discretization }: StatedProblem): string {
  const required = budget.requiredProfit.n === 0n ? "" : ` (required profit ${short(budget.requiredProfit)})`;
  const aim = objective.name === "weights" ? weightsOf(objective) : objective.name;
  const grid =
    discretization === null
      ? ""
      : `, ${discretization.rule} grid of ${discretization.points}${discretization.mergeBelow === null ? "" : `, types merged below ${formatRational(discretization.mergeBelow)}`}`;
  const constraints = `${incentives} incentives, ${participation} participation, budget ${budget.rule}${required}`;
  const who = environmentOf(environment);
  return `${who.length <= 400 ? who : `${who.slice(0, 399)}…`}${grid}; ${constraints}; objective ${aim}`;
}

function weightsOf({ buyers, sellers, partners, broker }: StatedObjective): string {
  if (partners.length === 0) return `weights ${short(buyers)} / ${short(sellers)} / ${short(broker)} (buyers / sellers / broker)`;
  return `weights ${listed(partners.map(short), " / ")} / ${short(broker)} (partners / broker)`;
}

/** Of each kind of environment, what one line can say. */
const describe: { readonly [Kind in StatedEnvironment["kind"]]: (environment: StatedEnvironment & { readonly kind: Kind }) => string } = {
  "bilateral-trade": ({ buyer, seller }) => `buyer ${lawOf(buyer)}, seller ${lawOf(seller)}`,
  "risk-averse-trade": ({ buyer, seller, power }) =>
    `buyer ${lawOf(buyer)}, seller ${lawOf(seller)}, utility x^${short(power)}, simple mechanisms`,
  "multilateral-trade": ({ buyers, sellers }) => `buyers ${groupsOf(buyers)}, sellers ${groupsOf(sellers)}`,
  partnership: ({ partners, divisions }) => {
    const who = partners.map(({ share, count, law }) => `${count} × share ${short(share)} ${lawOf(law)}`);
    return `${listed(who, " + ")}${divisions ? `, ${divisions.length} division${divisions.length === 1 ? "" : "s"} besides the shares` : ""}`;
  },
  finite: ({ agents, outcomes, prior }) => {
    const sizes = agents.map(({ types }) => String(types.length));
    return `${sizes.length} agents with ${listed(sizes, " × ")} types, ${outcomes.length} outcomes, ${prior.kind} prior`;
  },
};

function environmentOf<Kind extends StatedEnvironment["kind"]>(environment: StatedEnvironment & { readonly kind: Kind }): string {
  return `${environment.kind}, ${describe[environment.kind as Kind](environment)}`;
}

function groupsOf(groups: readonly StatedGroup[]): string {
  return listed(
    groups.map(({ count, law }) => `${count} × ${lawOf(law)}`),
    " + ",
  );
}

function lawOf(law: StatedLaw): string {
  switch (law.law) {
    case "atoms": {
      const { values } = law;
      return values.length === 1 ? `at ${short(values[0] as Rational)}` : `on ${values.length} points`;
    }
    case "piecewise-uniform":
      return `piecewise-uniform(${law.masses.length} pieces)`;
    case "power": {
      const range = rangeOf(law.min, law.max);
      if (law.exponent.n === 1n && law.exponent.d === 1n) return `uniform(${range})`;
      return `${law.mirrored ? "reverse-power" : "power"}(${short(law.exponent)}, ${range})`;
    }
    case "beta":
      return `beta(${short(law.a)}, ${short(law.b)}, ${rangeOf(law.min, law.max)})`;
    case "normal":
      return `normal(${short(law.mean)}, ${short(law.sd)}${law.min === null ? "" : `, ${rangeOf(law.min, law.max)}`})`;
    case "lognormal":
      return `lognormal(${short(law.mu)}, ${short(law.sigma)})`;
    case "exponential":
      return `exponential(rate ${short(law.rate)}, ${rangeOf(law.min, law.max)})`;
    case "pareto":
      return `pareto(${short(law.scale)}, ${short(law.shape)}${law.cap === null ? "" : `, cap ${short(law.cap)}`})`;
    case "mixture": {
      const parts = law.components.map((own, k) => `${short(law.weights[k] as Rational)}·${lawOf(own)}`);
      return `mixture(${listed(parts, " + ")})`;
    }
    case "affine":
      return `affine(${short(law.scale)}·${lawOf(law.of)} + ${short(law.shift)})`;
  }
}

function rangeOf(min: Rational | null, max: Rational | null): string {
  return `${min === null ? "−∞" : short(min)} to ${max === null ? "∞" : short(max)}`;
}

/** The first few of a list. */
function listed(items: readonly string[], separator: string): string {
  return items.length <= 6 ? items.join(separator) : [...items.slice(0, 5), `… (${items.length} in all)`].join(separator);
}

/** A number as a fraction, cut where it is long. */
function short(number: Rational): string {
  const text = formatRational(number);
  return text.length <= 30 ? text : `${text.slice(0, 27)}…`;
}
