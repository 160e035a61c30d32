import { expect, test } from "vitest";
import { formatRational, type Rational } from "../../src/arithmetic/rational.ts";
import { isProved } from "./exact-outcome.ts";
import { maximize } from "./exact-simplex.ts";
import { type ExactTrade, solveTrade, tradeProgram } from "./exact-trade.ts";

const value = (trade: ExactTrade) => formatRational(solveTrade(trade).value as Rational);
const half = ["1/2", "1/2"] as const;

test("Myerson and Satterthwaite's two points, price 2: first best", () => {
  expect(value({ B: [0, 4], p: half, S: [0, 3], q: half, incentives: "bayesian", participation: "interim", budget: "balanced" })).toBe(
    "5/4",
  );
});

test("numbers that are known from elsewhere: 1/4, 21/34, 404/663, 13/9 against 10/7", () => {
  expect(value({ B: [4, 6], p: half, S: [5, 7], q: half, incentives: "dominant", participation: "ex-post", budget: "balanced" })).toBe(
    "1/4",
  );
  const three = {
    B: [9, 22, 29],
    p: ["6/13", "6/13", "1/13"],
    S: [8, 21, 25],
    q: ["1/34", "3/34", "30/34"],
    incentives: "bayesian",
    budget: "balanced",
  } as const;
  expect(value({ ...three, participation: "interim" })).toBe("21/34");
  expect(value({ ...three, participation: "ex-post" })).toBe("404/663");
  const dominant = {
    B: [5, 7],
    p: ["2/3", "1/3"],
    S: [4, 6],
    q: ["5/6", "1/6"],
    incentives: "dominant",
    participation: "interim",
  } as const;
  expect(value({ ...dominant, budget: "no-deficit" })).toBe("13/9");
  expect(value({ ...dominant, budget: "balanced" })).toBe("10/7");
});

test("four types a side: proved in every cell of incentives × participation × budget", () => {
  const masses = ["1/10", "2/5", "1/5", "3/10"];
  for (const incentives of ["bayesian", "dominant"] as const)
    for (const participation of ["interim", "ex-post"] as const)
      for (const budget of ["ex-ante", "no-deficit", "balanced"] as const) {
        const program = tradeProgram({ B: [3, 5, 6, 9], p: masses, S: [1, 4, "11/2", 7], q: masses, incentives, participation, budget });
        const outcome = maximize(program);
        expect(outcome.status).toBe("optimal");
        expect(isProved(program, outcome)).toBe(true);
      }
});
