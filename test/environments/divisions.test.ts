import { expect, test } from "vitest";
import { formatRational, rational } from "../../src/arithmetic/rational.ts";
import { partnership, resharedPartnership } from "../../src/environments/partnership.ts";
import { designProblem } from "../../src/problem/design-problem.ts";
import { parseInstance, serializeInstance } from "../../src/problem/instance.ts";
import { refusal } from "./refusal.ts";

const two = { distribution: "discrete", values: [0, 1], masses: ["1/4", "3/4"] } as const;
const pair = (first: string, second: string) => [first, second].map((share) => ({ share, distribution: two }));

test("the outcomes are the shares and the divisions that are listed, each once; utilities count from the shares", () => {
  const { frontier, toFinite } = partnership({
    partners: pair("1/4", "3/4"),
    divisions: [
      [1, 0],
      ["1/2", 0.5],
      ["2/8", "3/4"],
      ["1/2", "1/2"],
    ],
  });
  expect([frontier.name, frontier.size]).toEqual(["listed", 3]);
  const { outcomes, exact } = toFinite();
  expect(outcomes).toEqual(["no trade", "all to partner 1", "1/2 to partner 1, 1/2 to partner 2"]);
  expect(exact?.utilities.map((table) => table.map(formatRational))).toEqual([
    ["0", "0", "0", "3/4", "0", "1/4"],
    ["0", "0", "0", "-3/4", "0", "-1/4"],
  ]);
});

test("who owns everything keeps it by name", () => {
  expect(partnership({ partners: pair("1", "0"), divisions: [[0, 1]] }).toFinite().outcomes).toEqual([
    "all to partner 1",
    "all to partner 2",
  ]);
});

test("an instance is read and written back with its divisions, which stay when shares move", () => {
  const stated = {
    kind: "partnership",
    partners: pair("1/4", "3/4"),
    divisions: [
      [1, 0],
      ["1/3", "2/3"],
    ],
  } as const;
  const problem = parseInstance({ format: "secondbest/instance@1", environment: stated });
  expect(serializeInstance(problem).environment).toMatchObject({
    divisions: [
      [1, 0],
      ["1/3", "2/3"],
    ],
  });
  expect(serializeInstance(parseInstance(serializeInstance(problem)))).toEqual(serializeInstance(problem));
  const environment = resharedPartnership(partnership(stated as never), rational("1/2"));
  expect(environment.frontier.outcomes().map(({ quantities }) => quantities.map(formatRational))).toEqual([
    ["1/2", "1/2"],
    ["1", "0"],
    ["1/3", "2/3"],
  ]);
  expect(serializeInstance(designProblem({ environment: partnership({ partners: pair("1/4", "3/4") }) })).environment).not.toHaveProperty(
    "divisions",
  );
});

test.each([
  ["no list", 5, "divisions", "a list of divisions", "5"],
  ["no division", [], "divisions", "a list of divisions", "[]"],
  ["one holding of two", [[1]], "divisions[0]", "a list of 2 (what each partner holds)", "a list of 1"],
  [
    "no number",
    [
      [1, 0],
      ["all", 0],
    ],
    "divisions[1][0]",
    "a finite number",
    "all",
  ],
  ["more than the unit", [[1.5, -0.5]], "divisions[0][0]", "a holding from 0 to 1", "1.5"],
  ["less than nothing", [[-0.5, 1.5]], "divisions[0][0]", "a holding from 0 to 1", "-0.5"],
  [
    "a third in digits",
    [
      [0.3333, 0.6667],
      [0.3333, 0.6666],
    ],
    "divisions[1]",
    "holdings of total 1",
    "a total of 9999/10000",
  ],
])("%s is refused", (_, divisions, field, expected, received) => {
  const error = refusal(() => partnership({ partners: pair("1/4", "3/4"), divisions: divisions as never }));
  expect(error.field).toBe(field);
  expect(error.expected).toContain(expected);
  expect(error.received).toContain(received);
  const read = refusal(() =>
    parseInstance({ format: "secondbest/instance@1", environment: { kind: "partnership", partners: pair("1/4", "3/4"), divisions } }),
  );
  expect(read.field).toContain("divisions");
});

test("partners who count several times have no place in a list of holdings", () => {
  const error = refusal(() => partnership({ partners: [{ share: "1/2", count: 2, distribution: two }], divisions: [[1, 0]] }));
  expect([error.field, error.remedy]).toEqual(["partners[0].count", "List partners of one law one by one, each with its share."]);
});
