import { formatRational } from "../../arithmetic/rational.ts";
import { byEnvironment, type Environment } from "../../environments/environment.ts";
import { type LinearEnvironment, type Role, roleOf } from "../../environments/linear.ts";
import type { RiskAverseTrade } from "../../environments/risk-averse-trade.ts";
import type { Utility } from "../../environments/utility.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { isGrid } from "../../routes/grid-problem.ts";

/** The question as a page states it; fractions are strings such as "1/3". */
export interface ProblemJson {
  /** Who is there, in words. */
  readonly environment: string;
  /** `listed`: the types of a finite environment; `finite`: those of laws that are made of atoms or put on a grid. */
  readonly types: "listed" | "finite" | "continuous";
  /** The rule of the grid that laws were put on. */
  readonly grid: string | null;
  readonly incentives: DesignProblem["incentives"];
  readonly participation: DesignProblem["participation"];
  readonly budget: { readonly rule: DesignProblem["budget"]["rule"]; readonly requiredProfit: string };
  readonly objective: {
    readonly name: DesignProblem["objective"]["name"];
    readonly buyers: string;
    readonly sellers: string;
    /** In a partnership, which has no buyers and sellers: one weight for each entry of the list of partners. */
    readonly partners?: readonly string[];
    readonly broker: string;
  };
}

/** The question in the form of the result format. */
export function problemJson(problem: DesignProblem): ProblemJson {
  const { environment, incentives, participation, budget, objective, discretization } = problem;
  const { name, buyers, sellers, partners, broker } = objective;
  return {
    environment: environmentWords(environment),
    types: environment.groups === undefined ? "listed" : isGrid(problem) ? "finite" : "continuous",
    grid: discretization?.rule ?? null,
    incentives,
    participation,
    budget: { rule: budget.rule, requiredProfit: formatRational(budget.requiredProfit) },
    objective: {
      name,
      buyers: formatRational(buyers),
      sellers: formatRational(sellers),
      ...(partners && { partners: partners.map(formatRational) }),
      broker: formatRational(broker),
    },
  };
}

function environmentWords(environment: Environment): string {
  return byEnvironment(environment, {
    finite: ({ agents, outcomes }) => `${counted(agents.length, "agent")}, ${counted(outcomes.length, "outcome")}`,
    linear: linearWords,
    "risk-averse-trade": riskAverseWords,
    "divisible-trade": ({ curvature }) => `bilateral trade, divisible good, curvature ${formatRational(curvature)}`,
  });
}

function linearWords({ groups, stated }: LinearEnvironment): string {
  const count = (role: Role) => groups.reduce((sum, group) => sum + (roleOf(group) === role ? group.count : 0), 0);
  return {
    "bilateral-trade": () => "bilateral trade",
    "multilateral-trade": () => `trade among ${counted(count("buyer"), "buyer")} and ${counted(count("seller"), "seller")}`,
    partnership: () => `a partnership of ${counted(count("partner"), "partner")}`,
  }[stated]();
}

function riskAverseWords({ utility: { buyer, seller }, mechanisms }: RiskAverseTrade): string {
  const of = ({ power }: Utility) =>
    power === null
      ? "given in code"
      : power.equals(1)
        ? "linear"
        : `x^${power.d === 1n ? "" : "("}${formatRational(power)}${power.d === 1n ? "" : ")"}`;
  const utility = of(buyer) === of(seller) ? of(buyer) : `${of(buyer)} (buyer) and ${of(seller)} (seller)`;
  return `bilateral trade, utility ${utility}, ${mechanisms === "simple" ? "simple mechanisms" : "lotteries"}`;
}

function counted(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
