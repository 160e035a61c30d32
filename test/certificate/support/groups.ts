import { formatRational, ratio, rational } from "../../../src/arithmetic/rational.ts";
import { uniform } from "./brackets.ts";
import { copy, type Document, rehash } from "./mutants.ts";

const bell = { distribution: "beta", a: 2, b: 2, min: 0, max: "11/10" };
const gap = { distribution: "piecewise-uniform", knots: [0, "2/5", "3/5", 1], masses: ["1/2", 0, "1/2"] };
const atom = { distribution: "mixture", weights: ["1/2", "1/2"], components: [{ distribution: "point-mass", at: "1/2" }, uniform] };

export const partnership = (partners: readonly object[]) => ({ kind: "partnership", partners });
export const market = (buyers: readonly object[], sellers: readonly object[]) => ({ kind: "multilateral-trade", buyers, sellers });
export const groupsInstance = (environment: object, words: object) => ({
  format: "secondbest/instance@1",
  environment,
  incentives: "dominant",
  participation: "ex-post",
  budget: "no-deficit",
  width: 0.1,
  ...words,
});

export const three = partnership([{ share: "1/3", count: 3, distribution: uniform }]);
const unlike = partnership([
  { share: "3/4", distribution: bell },
  { share: "1/4", distribution: bell },
]);
const one = (distribution: object) => [{ count: 1, distribution }];
const both = (law: object) => market(one(law), one(law));

/** Markets and partnerships with rational laws: every combination of words that the proof serves, laws with gaps and atoms, weights, required profits, infeasible ones. */
export const groupsInstances: readonly object[] = [
  groupsInstance(unlike, {}),
  groupsInstance(three, { budget: "balanced" }),
  groupsInstance(market([{ count: 2, distribution: uniform }], one(uniform)), { participation: "none" }),
  groupsInstance(both(gap), { participation: "interim", objective: { weights: { buyers: 1, sellers: 2, broker: 1 } } }),
  groupsInstance(unlike, { participation: "interim" }),
  groupsInstance(both(atom), { budget: "balanced" }),
  groupsInstance(three, { participation: "ex-ante", objective: { weights: { partners: [1], broker: 2 } } }),
  groupsInstance(unlike, { budget: "ex-ante" }),
  groupsInstance(both(uniform), { budget: { rule: "no-deficit", requiredProfit: "-1/20" }, objective: "broker-profit" }),
  groupsInstance(three, { incentives: "bayesian" }),
  groupsInstance(both(uniform), { budget: { rule: "no-deficit", requiredProfit: "1/50" } }),
  groupsInstance(three, { budget: { rule: "no-deficit", requiredProfit: "1/2" } }),
];

/** A number of a document, moved. */
const moved = (text: string, by: string) => formatRational(rational(text).add(rational(by)));

/** What a forger may do to the certificate of {@link groupsInstances}[0], each in a document of its own. */
export function groupsForgeries(original: Document): Readonly<Record<string, Document>> {
  const last = (list: Document) => list[list.length - 1];
  const forged: Record<string, (document: Document) => void> = {
    "a lower end that is higher by 1e-9": ({ claim }) => (claim.lower = moved(claim.lower, "1/1000000000")),
    "an upper end that is lower by 1e-9": ({ claim }) => (claim.upper = moved(claim.upper, "-1/1000000000")),
    "a law with other masses": ({ instance }) => (instance.environment.partners[1].distribution.b = 3),
    "another law": ({ instance }) => (instance.environment.partners[0].distribution = uniform),
    "the shares exchanged": ({ instance }) => {
      const [first, second] = instance.environment.partners;
      [first.share, second.share] = [second.share, first.share];
    },
    "shares that are equal": ({ instance }) => {
      for (const partner of instance.environment.partners) partner.share = "1/2";
    },
    "one partner more": ({ instance }) => Object.assign(instance.environment.partners[1], { count: 2, share: "1/8" }),
    "a market": ({ instance }) => {
      const [{ distribution: buyer }, { distribution: seller }] = instance.environment.partners;
      instance.environment = market(one(buyer), one(seller));
    },
    "a grid": ({ instance }) => (instance.discretization = { rule: "midpoint", points: 4 }),
    "a balanced budget with a loss": ({ instance }) => (instance.budget = { rule: "balanced", requiredProfit: "-1/1000" }),
    "a required profit": ({ instance }) => (instance.budget = { rule: "no-deficit", requiredProfit: "1/1000" }),
    "a budget on average under prices of states": ({ instance, proof }) => {
      instance.budget = "ex-ante";
      // Mechanisms that lose nothing in any state are feasible, but the bound is about others.
      proof.bound.budget[0] = moved(proof.bound.budget[0], "1");
    },
    "no budget": ({ instance }) => (instance.budget = "none"),
    "the weights of a broker": ({ instance }) => (instance.objective = "broker-profit"),
    "a knot less": ({ proof }) => proof.groups[0].knots.splice(2, 1),
    "a knot out of its place": ({ proof }) => (proof.groups[1].knots[1] = moved(proof.groups[1].knots[1], "1/64")),
    "a knot less under the prices": ({ proof }) => proof.bound.groups[0].knots.splice(2, 1),
    "a group less": ({ proof }) => proof.groups.pop(),
    "a group less under the prices": ({ proof }) => proof.bound.groups.pop(),
    "a quantity above 1": ({ proof }) => (last(proof.mechanism.quantities[0])[0] = "1000001/1000000"),
    "a quantity below 0": ({ proof }) => (proof.mechanism.quantities[0][0][0] = "-1/1000000"),
    "quantities that do not add up": ({ proof }) => {
      const row = last(proof.mechanism.quantities[0]);
      row[row.length - 1] = moved(row[row.length - 1], "-1/1000000000");
    },
    "more than there is": ({ proof }) => {
      for (const own of proof.mechanism.quantities) for (const row of own) row.fill("1");
    },
    "quantities that fall in the value": ({ proof }) => {
      for (const own of proof.mechanism.quantities) for (const row of own) row.reverse();
    },
    "quantities of the other partner": ({ proof }) => proof.mechanism.quantities.reverse(),
    "a utility more for one cell": ({ proof }) => {
      const row = proof.mechanism.utilities[0][1];
      row[1] = moved(row[1], "1/1000000000");
    },
    "a utility less for one cell": ({ proof }) => {
      const row = last(proof.mechanism.utilities[1]);
      row[row.length - 1] = moved(row[row.length - 1], "-1/1000000000");
    },
    "utilities more for all": ({ proof }) => {
      const { utilities } = proof.mechanism;
      utilities[0] = utilities[0].map((row: string[]) => row.map((own) => moved(own, "1/1000000")));
    },
    "utilities less for all": ({ proof }) => {
      const { utilities } = proof.mechanism;
      utilities[1] = utilities[1].map((row: string[]) => row.map((own) => moved(own, "-1/1000000")));
    },
    "a short table": ({ proof }) => proof.mechanism.quantities[0].pop(),
    "a short row": ({ proof }) => proof.mechanism.utilities[0][0].pop(),
    "a group without a table": ({ proof }) => proof.mechanism.utilities.pop(),
    "a negative price of a budget": ({ proof }) => (proof.bound.budget[0] = "-1"),
    "a price of a budget less": ({ proof }) => proof.bound.budget.pop(),
    "a negative price of a row": ({ proof }) => (proof.bound.menus[0][4] = `-${proof.bound.menus[0][4]}`),
    "prices of budgets left out": ({ proof }) => proof.bound.budget.fill("0"),
    "prices of budgets lowered, so that worst types' utilities count": ({ proof }) => {
      proof.bound.budget = proof.bound.budget.map((price: string) => formatRational(rational(price).mul(rational("99/100"))));
    },
    "prices of rows left out": ({ proof }) => (proof.bound.menus = []),
    "prices of participation left out": ({ proof }) => (proof.bound.participation = []),
    "one price less": ({ proof }) => {
      const sizes = proof.bound.menus.map((row: string[]) => rational(row[4] as string).valueOf());
      proof.bound.menus.splice(sizes.indexOf(Math.max(...sizes)), 1);
    },
    "a negative price of participation": ({ proof }) => (proof.bound.participation[0][4] = "-1"),
    "a price of participation at a fourth place": ({ proof }) => (last(proof.bound.participation)[3] = 3),
    "a price of participation of a cell that does not exist": ({ proof }) => (last(proof.bound.participation)[2] = 300),
    "a price of participation of nobody": ({ proof }) => (last(proof.bound.participation)[0] = 2),
    "prices of participation in every state for one on average": ({ instance }) => (instance.participation = "interim"),
    "prices of participation that nobody asks for": ({ instance }) => (instance.participation = "none"),
    "a row that does not exist": ({ proof }) => (last(proof.bound.menus)[3] = 21),
    "a row of a better cell than the best": ({ proof }) => (last(proof.bound.menus)[2] = 300),
    "a row of what nobody faces": ({ proof }) => (last(proof.bound.menus)[1] = 3000),
    "a row of a third group": ({ proof }) => (last(proof.bound.menus)[0] = 2),
    "rows out of order": ({ proof }) => proof.bound.menus.reverse(),
    "κ below the weights": ({ proof }) => (proof.bound = { groups: proof.groups, kappa: "1/2", pools: ["1/2", "1/2"] }),
    "κ without pools": ({ proof }) => (proof.bound = { groups: proof.groups, kappa: "3/2", pools: [] }),
    "κ where nobody takes part": ({ instance, proof }) => {
      instance.participation = "none";
      proof.bound = { groups: proof.groups, kappa: "3/2", pools: ["1/2", "1/2"] };
    },
    "averages under other incentives": ({ instance }) => (instance.incentives = "bayesian"),
    "no mechanism": ({ proof }) => (proof.mechanism = null),
    "a claim that nothing is feasible": (document) => {
      document.claim = { status: "infeasible" };
      document.proof.mechanism = null;
    },
    "enclosures of a law": ({ proof }) => (proof.groups[0].enclosures = []),
    "another kind of proof": ({ proof }) => (proof.kind = "continuum-partnership"),
    "a number of a thousand digits": ({ proof }) => (proof.mechanism.utilities[0][0][0] = formatRational(ratio(1n, 10n ** 1000n + 1n))),
  };
  return Object.fromEntries(
    Object.entries(forged).map(([name, change]) => {
      const document = copy(original);
      change(document);
      return [name, rehash(document)];
    }),
  );
}
