import { afterEach, expect, test } from "vitest";
import { highs } from "../../solvers/highs.ts";
import { type Change, parseInstance, type Result, solve, UnsupportedProblemError, withChange } from "../../src/index.ts";
import { selectChoices } from "../../src/problem/design-problem.ts";
import { asksForOptima, routeOf } from "../../src/routes/choose.ts";
import { selection } from "../../src/routes/selection/selection.ts";

type Json = Record<string, unknown>;

const uniform = { distribution: "uniform", min: 0, max: 1 };
const normal = { distribution: "normal", mean: 1, sd: 1 };
const listed = { distribution: "discrete", values: [0, 1], masses: ["1/2", "1/2"] };
const curved = { distribution: "power", min: 0, max: 1, exponent: 2 };
const pair = (buyer: object, seller: object, more: object = {}) => ({ kind: "bilateral-trade", buyer, seller, ...more });
const many = (count: number, law: object) => [{ count, distribution: law }];
const half = { power: "1/2" };

const environments: Readonly<Record<string, object>> = {
  "two uniform traders": pair(uniform, uniform),
  "a normal buyer": pair(normal, uniform),
  "a listed seller": pair(curved, listed),
  "listed traders": pair(listed, listed),
  "a divisible good": pair(uniform, curved, { curvature: 1 }),
  "a divisible good of normal types": pair(normal, uniform, { curvature: 1 }),
  "a divisible good of listed types": pair(listed, listed, { curvature: 1 }),
  "simple mechanisms": pair(uniform, uniform, { utility: half, mechanisms: "simple" }),
  "simple mechanisms of curved laws": pair(curved, normal, { utility: half, mechanisms: "simple" }),
  "simple mechanisms of unlike traders": pair(uniform, uniform, { utility: { buyer: half, seller: { power: 1 } }, mechanisms: "simple" }),
  "lotteries over prices": pair(uniform, normal, { utility: half, mechanisms: "lotteries" }),
  "a market of three": { kind: "multilateral-trade", buyers: many(2, uniform), sellers: many(1, uniform) },
  "a market of normal types": { kind: "multilateral-trade", buyers: many(1, normal), sellers: many(2, listed) },
  "a market of thirty": { kind: "multilateral-trade", buyers: many(10, uniform), sellers: many(20, uniform) },
  "a partnership of two": { kind: "partnership", partners: [{ share: "1/2", count: 2, distribution: uniform }] },
  "a partnership of three": { kind: "partnership", partners: [{ share: "1/3", count: 3, distribution: normal }] },
  "a partnership of listed types": { kind: "partnership", partners: [{ share: "1/2", count: 2, distribution: listed }] },
  "a finite environment": {
    kind: "finite",
    agents: [
      { name: "Ann", types: [0, 1] },
      { name: "Bob", types: [0, 1] },
    ],
    prior: { joint: ["1/3", "1/6", "1/6", "1/3"] },
    outcomes: ["keep", "give"],
    utilities: [
      [
        [0, 1],
        [0, 0],
      ],
      [
        [0, 0],
        [0, 1],
      ],
    ],
  },
};
const large = { rule: "midpoint", points: 510 };
const grids: readonly (object | undefined)[] = [
  undefined,
  { rule: "midpoint", points: 3 },
  large,
  { rule: "equal-mass", points: 3 },
  { rule: "gauss", points: 3 },
  { rule: "atoms" },
];
const budgets = ["none", "ex-ante", "no-deficit", "balanced", { rule: "balanced", requiredProfit: "1/100" }];
const words = ["bayesian", "dominant"].flatMap((incentives) =>
  ["none", "ex-ante", "interim", "ex-post"].flatMap((participation) => budgets.map((budget) => ({ incentives, participation, budget }))),
);
const objectives = (environment: object) => [
  "gains-from-trade",
  "broker-profit",
  { weights: "partners" in environment ? { partners: [1], broker: 2 } : { buyers: 1, sellers: 2, broker: 1 } },
];
const wishes: readonly (readonly string[] | undefined)[] = [
  undefined,
  ...selectChoices.map((word) => [word]),
  ["most-trade", "buyer-favourable"],
];

/** The problems of an environment: laws and a grid × words × objectives, laws × wishes, and other grids with the words that ask most. */
function* problemsOf(environment: object): Generator<Json> {
  const aims = objectives(environment).map((objective): Json => ({ objective }));
  const asked = wishes.map((select): Json => ({ select }));
  for (const [k, discretization] of ("agents" in environment ? [undefined] : grids).entries())
    for (const own of k < 2 ? words : words.slice(-20))
      for (const aim of [...(k < 2 ? aims : [{}]), ...(k < 1 ? asked : [])])
        yield { format: "secondbest/instance@1", environment, ...own, ...aim, ...(discretization && { discretization }) };
}

/** Refusals by the text of the instance: changes lead to the same problem in many orders. */
const refusals = new Map<string, UnsupportedProblemError | null>();
afterEach(() => refusals.clear());

/** What is said of a problem before it is solved: nothing where a route takes it. */
function refusalOf(instance: unknown): UnsupportedProblemError | null {
  const text = JSON.stringify(instance);
  const known = refusals.get(text);
  if (known !== undefined) return known;
  const found = judged(instance);
  refusals.set(text, found);
  return found;
}

function judged(instance: unknown): UnsupportedProblemError | null {
  try {
    const problem = parseInstance(instance);
    const route = asksForOptima(problem, { rentRanges: false, nearest: undefined }) ? selection : routeOf(problem, undefined);
    const accepted = route.accepts(problem);
    if (accepted === false) throw new Error("a problem has gone to the route of another");
    return accepted === true ? null : new UnsupportedProblemError(accepted);
  } catch (error) {
    if (error instanceof UnsupportedProblemError) return error;
    throw error;
  }
}

/** The changes that lead nowhere: to what is refused still, whichever changes are made then, as many as there may be things wrong. */
function stuck(instance: unknown, changes: readonly Change[], further = 3): string[] {
  return changes.flatMap((change) => {
    const next = withChange(instance, change);
    const again = refusalOf(next);
    const onwards = again?.changes.some((one) => further > 0 && stuck(next, [one], further - 1).length === 0) ?? true;
    return onwards ? [] : [`${JSON.stringify(change)} leads to: ${again?.message}`];
  });
}

test.each(Object.entries(environments))("%s: whatever is refused, each change that is named leads on", (_, environment) => {
  const deadEnds = new Map<string, string>();
  for (const instance of problemsOf(environment)) {
    const refusal = refusalOf(instance);
    if (refusal === null) continue;
    const found = refusal.changes.length > 0 ? stuck(instance, refusal.changes) : [`nothing named: ${refusal.message}`];
    for (const text of found) deadEnds.set(text, JSON.stringify(instance));
  }
  expect([...deadEnds]).toEqual([]);
});

/** The instance solved, with the first change of each refusal made, as many as there may be things wrong. */
async function ledOn(instance: unknown, further = 4): Promise<Result> {
  try {
    return await solve(parseInstance(instance), { timeLimitSeconds: 2, width: 0.1 });
  } catch (error) {
    const [change] = error instanceof UnsupportedProblemError && further > 0 ? error.changes : [];
    if (change === undefined) throw error;
    return ledOn(withChange(instance, change), further - 1);
  }
}

test("what every kind of change leads to is solved, not only accepted", async () => {
  const kinds = new Map<string, unknown>();
  for (const name of [
    "a divisible good of normal types",
    "simple mechanisms of unlike traders",
    "a market of three",
    "a partnership of two",
  ])
    for (const instance of problemsOf(environments[name] as object))
      for (const change of instance.discretization === large ? [] : (refusalOf(instance)?.changes ?? [])) {
        const fields = `${name}: ${Object.keys(change)}`;
        if (!kinds.has(fields)) kinds.set(fields, withChange(instance, change));
      }
  expect(kinds.size).toBeGreaterThan(8);
  for (const [change, instance] of kinds) {
    const { status } = await ledOn(instance);
    expect(["optimal", "infeasible", "unbounded", "limit"], change).toContain(status);
  }
});

test("a program that a solver was asked for is refused on laws; a grid and the engine's own route lead on", async () => {
  for (const kind of ["two uniform traders", "a market of three", "a partnership of two"]) {
    const instance = { format: "secondbest/instance@1", environment: environments[kind], width: 0.1 };
    const refused = await solve(parseInstance(instance), { solver: highs }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UnsupportedProblemError);
    const [grid] = (refused as UnsupportedProblemError).changes;
    expect((await solve(parseInstance(withChange(instance, grid as Change)), { solver: highs })).status).toBe("optimal");
    expect((refused as UnsupportedProblemError).alternative).toContain("Without a solver");
    expect((await solve(parseInstance(instance))).status).toBe("optimal");
  }
});
