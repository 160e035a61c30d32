import { describe, expect, test } from "vitest";
import { InvalidInputError } from "../../../src/errors.ts";
import { readDesign } from "../../../src/node/index.ts";

const discrete = (values: readonly number[]) => ({ distribution: "discrete", values, masses: ["1/2", "1/2"] });
const instance = {
  format: "secondbest/instance@1",
  environment: { kind: "bilateral-trade", buyer: discrete([2, 8]), seller: discrete([1, 6]) },
};
const first = "environment.buyer.values[0]";
const second = "environment.seller.values[0]";

const all = (document: object) => {
  const design = readDesign({ instance, ...document });
  return Array.from({ length: design.count }, (_, row) => Object.values(design.settings(row)));
};

describe("the rows of a study", () => {
  test("are all combinations, the last field fastest", () => {
    expect(all({ vary: { [first]: [1, 2], [second]: [0, 1, "1/2"] } })).toEqual([
      [1, 0],
      [1, 1],
      [1, "1/2"],
      [2, 0],
      [2, 1],
      [2, "1/2"],
    ]);
  });

  test("are zipped, and evenly spaced in exact numbers", () => {
    const vary = { [first]: { from: 0, to: 1, points: 4 }, [second]: { from: "1/100", to: 10, points: 4, scale: "log" } };
    const rows = all({ vary, arrange: "zipped" });
    expect(rows.map(([value]) => value)).toEqual([0, "1/3", "2/3", 1]);
    expect(rows.map(([, value]) => value)).toEqual(["1/100", expect.closeTo(0.1, 12), expect.closeTo(1, 12), 10]);
  });

  test("are drawn from the seed alone, each value about as often", () => {
    const drawn = (seed: number) =>
      all({ vary: { [first]: [1, 2, 3], incentives: ["bayesian", "dominant"] }, arrange: { random: { seed, rows: 600 } } });
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
    const counts = [1, 2, 3].map((value) => drawn(1).filter(([one]) => one === value).length);
    // 200 expected, standard deviation 11.5.
    for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(60);
    const both = drawn(1).filter(([one, two]) => one === 1 && two === "dominant").length;
    expect(Math.abs(both - 100)).toBeLessThan(46);
  });

  test("are jobs whose key depends on instance and options, not on the order of fields", () => {
    const { environment, format } = instance;
    const key = (document: object) => readDesign({ instance, vary: { [first]: [1] }, ...document }).job(0).key;
    expect(key({})).toBe(key({ instance: { environment, format } }));
    expect(key({})).not.toBe(key({ options: { solver: "highs" } }));
    expect(key({})).not.toBe(key({ vary: { [first]: [2] } }));
    expect(key({ instance: { ...instance, expected: { value: 1 } } })).toBe(key({}));
  });
});

test.each([
  ["an unknown field", { vary: { "environment.seller.exponnent": [1] } }, /vary.*exponnent.*unknown field/],
  ["an unknown field of a path that does not exist", { vary: { "nowhere.at.all": [1] } }, /vary.*nowhere.*unknown field/],
  ["an index beyond the list", { vary: { "environment.buyer.values[2]": [1] } }, /vary.*an index from 0 to 1/],
  ["a path that is none", { vary: { "a..b": [1] } }, /vary.a\.\.b/],
  ["an empty list", { vary: { [first]: [] } }, /empty list/],
  ["no field", { vary: {} }, /a field that varies/],
  ["no vary", {}, /either vary or rows/],
  ["lists of different lengths, zipped", { arrange: "zipped", vary: { [first]: [1], [second]: [1, 2] } }, /1, 2/],
  ["zero on a logarithmic scale", { vary: { [first]: { from: 0, to: 1, points: 3, scale: "log" } } }, /above 0/],
  ["a wrong instance", { instance: {}, vary: { [first]: [1] } }, /^instance/],
])("refuses %s", (_, document, message) => {
  const read = () => readDesign({ instance, ...document });
  expect(read).toThrow(InvalidInputError);
  expect(read).toThrow(message);
});
