import {
  bilateralTrade,
  buildReference,
  certify,
  type DesignProblem,
  designProblem,
  divisibleTrade,
  finiteQuestion,
  multilateralTrade,
  partnership,
  power,
  riskAverseTrade,
  uniform,
  verifyCertificate,
} from "../../src/index.ts";
import type { Case, Contender, Suite } from "../suite.ts";

const unit = uniform({ min: 0, max: 1 });
const grid = (points: number) => ({ rule: "midpoint", points }) as const;
const naive = (problem: DesignProblem) => () => buildReference(finiteQuestion(problem)).program;

export const multilateralSuite: Suite = {
  name: "multilateral",
  about:
    "Markets of m uniform buyers and as many sellers (Gresik and Satterthwaite 1989): proved brackets, and grids of 2 × 2 traders as programs.",
  sizeLabel: "traders a side",
  cases: () => {
    const market = (count: number, types?: number) =>
      designProblem({
        environment: multilateralTrade({ buyers: [{ count, distribution: unit }], sellers: [{ count, distribution: unit }] }),
        ...(types === undefined ? {} : { discretization: grid(types) }),
      });
    return [
      ...[2, 3].map((types): Case => {
        const problem = market(2, types);
        return { name: `2 × 2 traders, ${types} types`, size: null, problem, expected: null, quick: types === 2, program: naive(problem) };
      }),
      ...[2, 10, 100, 1_000, 10_000, 100_000].map(
        (count): Case => ({
          name: `bracket of ${count} × ${count} traders`,
          size: count,
          problem: market(count),
          expected: null,
          quick: count <= 1_000,
          program: null,
          memory: count === 100_000,
        }),
      ),
    ];
  },
};

export const partnershipSuite: Suite = {
  name: "partnership",
  about: "Two partners with uniform values and shares 9/10 and 1/10: the second best in closed form, and grids as programs.",
  sizeLabel: "types a partner",
  cases: () => {
    const environment = partnership({
      partners: [
        { share: "9/10", distribution: unit },
        { share: "1/10", distribution: unit },
      ],
    });
    const on = (points: number): Case => {
      const problem = designProblem({ environment, discretization: grid(points) });
      return { name: `grid of ${points} types`, size: points, problem, expected: null, quick: points <= 6, program: naive(problem) };
    };
    const bracket = (width: number): Case => ({
      name: `bracket of width ${width}`,
      size: null,
      problem: designProblem({ environment, width }),
      expected: { value: 0.161756238389093, tolerance: 1e-12 },
      quick: width >= 1e-3,
      program: null,
    });
    return [...[4, 6, 10, 20].map(on), ...[1e-2, 1e-3, 1e-4].map(bracket)];
  },
};

export const riskAverseSuite: Suite = {
  name: "risk-averse",
  about: "Traders with u(x) = √x on uniform grids, one price a pair: lotteries over posted prices, with a proved bound.",
  sizeLabel: "types a side",
  cases: () =>
    [5, 10, 20, 40].map((points): Case => {
      const environment = riskAverseTrade({ buyer: unit, seller: unit, utility: { power: "1/2" }, mechanisms: "simple" });
      return {
        name: `${points} types a side`,
        size: points,
        problem: designProblem({
          environment,
          incentives: "dominant",
          participation: "ex-post",
          budget: "balanced",
          discretization: grid(points),
        }),
        expected: null,
        quick: points <= 10,
        program: null,
      };
    }),
};

export const quadraticSuite: Suite = {
  name: "quadratic",
  about: "A divisible good with curvature 1/2 between uniform traders (135/2048 in closed form): a bracket, and grids as conic programs.",
  sizeLabel: "types a side",
  cases: () => {
    const environment = divisibleTrade({ buyer: unit, seller: unit, curvature: "1/2" });
    return [
      ...[5, 10, 20].map(
        (points): Case => ({
          name: `grid of ${points} types a side, ex-post participation`,
          size: points,
          problem: designProblem({ environment, participation: "ex-post", budget: "no-deficit", discretization: grid(points) }),
          expected: null,
          quick: points <= 5,
          program: null,
        }),
      ),
      {
        name: "bracket",
        size: null,
        problem: designProblem({ environment, width: 1e-6 }),
        expected: { value: 135 / 2048, tolerance: 1e-9 },
        quick: true,
        program: null,
      },
    ];
  },
};

export const certificatesSuite: Suite = {
  name: "certificates",
  about: "Proving the second best on grids of power laws in exact arithmetic, and verifying the certificate from the instance.",
  sizeLabel: "types a side",
  cases: () =>
    [5, 10, 20, 40].map((points): Case => {
      const environment = bilateralTrade({ buyer: power({ min: 0, max: 1, exponent: 2 }), seller: unit });
      const problem = designProblem({ environment, discretization: grid(points) });
      const proved = async () => {
        const proof = await certify(problem);
        if (!proof.certificate) throw new Error(`no certificate: ${proof.reason}`);
        return proof.certificate;
      };
      let made: Awaited<ReturnType<typeof proved>> | undefined;
      const prove: Contender = {
        name: "prove",
        part: "end-to-end",
        async run() {
          const from = performance.now();
          made = await proved();
          return { seconds: (performance.now() - from) / 1000, value: Number.NaN };
        },
      };
      const verify: Contender = {
        name: "verify",
        part: "kernel",
        async run() {
          made ??= await proved();
          const from = performance.now();
          const verdict = verifyCertificate(made);
          if (!verdict.accepted) throw new Error(`the certificate is rejected: ${JSON.stringify(verdict)}`);
          return { seconds: (performance.now() - from) / 1000, value: Number.NaN };
        },
      };
      return {
        name: `${points} types a side`,
        size: points,
        problem,
        expected: null,
        quick: points <= 20,
        program: null,
        others: [prove, verify],
      };
    }),
};
