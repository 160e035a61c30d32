import { formatRational, ratio, rational } from "../../../src/arithmetic/rational.ts";
import { instanceOf, uniform } from "./brackets.ts";
import { copy, type Document, rehash } from "./mutants.ts";

const everyState = { incentives: "dominant", participation: "ex-post", budget: "no-deficit" };
const square = { distribution: "power", min: 0, max: 1, exponent: 2 };
const bell = { distribution: "beta", a: 2, b: 3, min: 0, max: 1 };
const gap = { distribution: "piecewise-uniform", knots: [0, "2/5", "3/5", 1], masses: ["1/2", 0, "1/2"] };
const atom = { distribution: "mixture", weights: ["1/4", "3/4"], components: [{ distribution: "point-mass", at: "1/2" }, uniform] };

/** Two traders with rational laws and a budget in every state: every combination of words that the proof serves, laws with gaps and atoms, weights, required profits. */
export const pairsInstances: readonly object[] = [
  instanceOf(square, bell, { ...everyState, width: 0.1 }),
  instanceOf(gap, atom, { ...everyState, width: 0.1 }),
  instanceOf(uniform, uniform, { ...everyState, participation: "interim", budget: "balanced", width: 0.1 }),
  instanceOf(square, uniform, {
    ...everyState,
    participation: "interim",
    width: 0.1,
    objective: { weights: { buyers: 1, sellers: 2, broker: 1 } },
  }),
  instanceOf(uniform, bell, { ...everyState, participation: "ex-ante", budget: "balanced", width: 0.1 }),
  instanceOf(uniform, square, { ...everyState, participation: "ex-ante", width: 0.1 }),
  instanceOf(atom, uniform, { ...everyState, participation: "none", budget: "balanced", width: 0.1 }),
  instanceOf(uniform, uniform, {
    ...everyState,
    budget: { rule: "no-deficit", requiredProfit: "-1/20" },
    objective: "broker-profit",
    width: 0.1,
  }),
  instanceOf(square, uniform, { ...everyState, budget: "balanced", width: 0.1 }),
  instanceOf(uniform, uniform, { ...everyState, incentives: "bayesian", budget: "balanced", width: 0.1 }),
  instanceOf(square, gap, {
    ...everyState,
    incentives: "bayesian",
    width: 0.1,
    objective: { weights: { buyers: 2, sellers: 1, broker: 1 } },
  }),
  instanceOf(uniform, uniform, { ...everyState, budget: { rule: "no-deficit", requiredProfit: "1/2" } }),
];

const uniformPair = { kind: "bilateral-trade", buyer: uniform, seller: uniform };

/** A number of a document, moved. */
const moved = (text: string, by: string) => formatRational(rational(text).add(rational(by)));

/** What a forger may do to the certificate of {@link pairsInstances}[0], each in a document of its own. */
export function pairsForgeries(original: Document): Readonly<Record<string, Document>> {
  const forged: Record<string, (document: Document) => void> = {
    "a lower end that is higher by 1e-9": ({ claim }) => (claim.lower = moved(claim.lower, "1/1000000000")),
    "an upper end that is lower by 1e-9": ({ claim }) => (claim.upper = moved(claim.upper, "-1/1000000000")),
    "a law with other masses": ({ instance }) => (instance.environment.buyer = { ...square, exponent: 3 }),
    "the laws exchanged": ({ instance }) => {
      const { buyer, seller } = instance.environment;
      Object.assign(instance.environment, { buyer: seller, seller: buyer });
    },
    "another instance": ({ instance }) => (instance.environment = uniformPair),
    "a balanced budget": ({ instance }) => (instance.budget = "balanced"),
    "a required profit": ({ instance }) => (instance.budget = { rule: "no-deficit", requiredProfit: "1/1000" }),
    "a budget on average": ({ instance }) => (instance.budget = "ex-ante"),
    "the weights of a broker": ({ instance }) => (instance.objective = "broker-profit"),
    "a knot less": ({ proof }) => proof.buyer.knots.splice(2, 1),
    "a knot out of its place": ({ proof }) => (proof.seller.knots[1] = moved(proof.seller.knots[1], "1/64")),
    "a knot less under the prices": ({ proof }) => proof.bound.buyer.knots.splice(2, 1),
    "a probability above 1": ({ proof }) => (proof.mechanism.trade.at(-1)[proof.mechanism.trade[0].length - 1] = "1000001/1000000"),
    "a probability below 0": ({ proof }) => (proof.mechanism.trade[0][0] = "-1/1000000"),
    "trade that falls in the value": ({ proof }) => proof.mechanism.trade.at(-1).fill("0"),
    "trade of everybody": ({ proof }) => {
      for (const row of proof.mechanism.trade) row.fill("1");
    },
    "a rent more for one cell": ({ proof }) => {
      const row = proof.mechanism.rents.buyer[1];
      row[0] = moved(row[0], "1/1000000000");
    },
    "a rent less for one cell": ({ proof }) => {
      const row = proof.mechanism.rents.seller.at(-1);
      row[row.length - 1] = moved(row[row.length - 1], "-1/1000000000");
    },
    "rents more for all": ({ proof }) => {
      const { rents } = proof.mechanism;
      rents.buyer = rents.buyer.map((row: string[]) => row.map((rent) => moved(rent, "1/1000000")));
    },
    "rents less for all": ({ proof }) => {
      const { rents } = proof.mechanism;
      rents.seller = rents.seller.map((row: string[]) => row.map((rent) => moved(rent, "-1/1000000")));
    },
    "rents of the buyer as the seller's": ({ proof }) => {
      const { buyer, seller } = proof.mechanism.rents;
      proof.mechanism.rents = { buyer: seller, seller: buyer };
    },
    "a short table": ({ proof }) => proof.mechanism.trade.pop(),
    "a short row": ({ proof }) => proof.mechanism.rents.buyer[0].pop(),
    "a negative price of a budget": ({ proof }) => (proof.bound.budget[0][0] = "-1"),
    "a negative price of a row": ({ proof }) => (proof.bound.menus[0][4] = `-${proof.bound.menus[0][4]}`),
    "prices of budgets left out": ({ proof }) => {
      for (const row of proof.bound.budget) row.fill("0");
    },
    "prices of rows left out": ({ proof }) => (proof.bound.menus = []),
    "one price less": ({ proof }) => {
      // Of a chord (row 12) a price is per square of money, no size to compare others with.
      const sizes = proof.bound.menus.map(([, , , row, price]: [number, number, number, number, string]) =>
        row === 12 ? 0 : rational(price).valueOf(),
      );
      const priciest = sizes.indexOf(Math.max(...sizes));
      proof.bound.menus.splice(priciest, 1);
    },
    "a row that does not exist": ({ proof }) => (proof.bound.menus.at(-1)[3] = 21),
    "a row of a better cell than the best": ({ proof }) => (proof.bound.menus.at(-1)[2] = 300),
    "a row against a cell that does not exist": ({ proof }) => (proof.bound.menus.at(-1)[1] = 300),
    "a row of a third side": ({ proof }) => (proof.bound.menus.at(-1)[0] = 2),
    "rows out of order": ({ proof }) => proof.bound.menus.reverse(),
    "a price of participation that nobody asks for": ({ proof }) => (proof.bound.participation = ["1", "1"]),
    "three prices of participation": ({ proof }) => (proof.bound.participation = ["0", "0", "0"]),
    "κ below the weights": ({ proof }) => (proof.bound = { buyer: proof.buyer, seller: proof.seller, kappa: "1/2" }),
    "κ where nobody takes part": ({ instance, proof }) => {
      instance.participation = "none";
      proof.bound = { buyer: proof.buyer, seller: proof.seller, kappa: "3/2" };
    },
    "averages under other incentives": ({ instance }) => (instance.incentives = "bayesian"),
    "no mechanism": ({ proof }) => (proof.mechanism = null),
    "a claim that nothing is feasible": (document) => {
      document.claim = { status: "infeasible" };
      document.proof.mechanism = null;
    },
    "enclosures of a law": ({ proof }) => (proof.buyer.enclosures = []),
    "another kind of proof": ({ proof }) => (proof.kind = "continuum"),
    "a number of a thousand digits": ({ proof }) => (proof.mechanism.trade[0][0] = formatRational(ratio(1n, 10n ** 1000n + 1n))),
  };
  return Object.fromEntries(
    Object.entries(forged).map(([name, change]) => {
      const document = copy(original);
      change(document);
      return [name, rehash(document)];
    }),
  );
}
