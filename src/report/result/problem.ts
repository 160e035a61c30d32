import { formatRational } from "../../arithmetic/rational.ts";
import { byEnvironment, type Environment } from "../../environments/environment.ts";
import { type LinearEnvironment, type Role, roleOf } from "../../environments/linear.ts";
import type { RiskAverseTrade } from "../../environments/risk-averse-trade.ts";
import type { Utility } from "../../environments/utility.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";
import { isGrid } from "../../routes/grid-problem.ts";
import type { ProblemJson } from "./result-schema.ts";

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

function linearWords({ groups, stated, frontier }: LinearEnvironment): string {
  const count = (role: Role) => groups.reduce((sum, group) => sum + (roleOf(group) === role ? group.count : 0), 0);
  return {
    "bilateral-trade": () => "bilateral trade",
    "multilateral-trade": () => `trade among ${counted(count("buyer"), "buyer")} and ${counted(count("seller"), "seller")}`,
    partnership: () =>
      `a partnership of ${counted(count("partner"), "partner")}${frontier.name === "listed" ? `, ${counted(frontier.size - 1, "division")} besides the shares` : ""}`,
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
