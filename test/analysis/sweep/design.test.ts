import { describe, expect, test } from "vitest";
import { InvalidInputError } from "../../../src/errors.ts";
import { readDesign, readJob } from "../../../src/node/index.ts";

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

  test.each(["width", "discretization.mergeBelow"])("of %s are doubles, which is what it takes, also where they are fractions", (field) => {
    const design = readDesign({ instance, vary: { [field]: { from: 0.01, to: "1/10", points: 4 } } });
    expect([0, 1, 2, 3].map((row) => design.settings(row)[field])).toEqual([0.01, 0.04, 0.07, 0.1]);
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
    const key = (document: object) => {
      const design = readDesign({ instance, vary: { [first]: [1] }, ...document });
      return design.job(design.settings(0)).key;
    };
    expect(key({})).toBe(key({ instance: { environment, format } }));
    expect(key({})).not.toBe(key({ options: { solver: "highs" } }));
    expect(key({})).not.toBe(key({ vary: { [first]: [2] } }));
    expect(key({ instance: { ...instance, expected: { value: 1 } } })).toBe(key({}));
  });
});

test("a field may be there only together with another's value", () => {
  const max = "environment.buyer.max";
  const uniform = { distribution: "uniform", min: 0, max: 9 };
  const vary = { [max]: [3, 4], "environment.buyer": [discrete([2, 8]), uniform] };
  const design = readDesign({ instance, vary });
  // The law is set first, though it is named last.
  expect(readJob(design.job(design.settings(1))).instance.environment).toMatchObject({ buyer: { ...uniform, max: 3 } });
  expect(() => readDesign({ instance, vary: { ...vary, "environment.buyer": [discrete([2, 8]), discrete([1, 8])] } })).toThrow(
    /vary.environment.buyer.max.*unknown field "max"/,
  );
  expect(() => readDesign({ instance, rows: [{ [max]: 1 }, { "environment.buyer": uniform }] })).toThrow(/unknown field "max"/);
  expect(readDesign({ instance, rows: [{ [max]: 1 }, { [max]: 2, "environment.buyer": uniform }] }).count).toBe(2);
});

test("samples in CSV files are written out, in the instance and among the values", () => {
  const law = { distribution: "empirical", csv: "bids.csv", column: "bid" };
  const readCsv = (path: string, columns: readonly string[]) => {
    expect([path, columns]).toEqual(["bids.csv", ["bid"]]);
    return [["3", "0.5"]];
  };
  const own = { ...instance, environment: { ...instance.environment, buyer: law } };
  const design = readDesign(
    { instance: own, vary: { "environment.seller": [{ distribution: "mixture", weights: [1], components: [law] }] } },
    { readCsv },
  );
  const { environment } = readJob(design.job(design.settings(0))).instance as {
    environment: { buyer: object; seller: { components: object[] } };
  };
  expect(environment.buyer).toMatchObject({ distribution: "empirical", samples: [3, 0.5] });
  expect(environment.seller.components[0]).toEqual(environment.buyer);
  expect(() => readDesign({ instance: own, vary: { [first]: [1] } })).toThrow(/instance.*samples/);
});

test.each([
  ["an unknown field", { vary: { "environment.seller.exponnent": [1] } }, /vary.*exponnent.*unknown field/],
  ["an unknown field of a path that does not exist", { vary: { "nowhere.at.all": [1] } }, /vary.*nowhere.*unknown field/],
  ["an index beyond the list", { vary: { "environment.buyer.values[2]": [1] } }, /vary.*an index from 0 to 1/],
  ["an unknown field of a row", { rows: [{ [first]: 1 }, { nonsense: 2 }] }, /^rows.nonsense: .*unknown field/],
  ["one point of a range", { vary: { [first]: { from: 0, to: 1, points: 1 } } }, /points: expected a whole number of points, at least 2/],
  ["an end that is no number", { vary: { [first]: { from: 0, to: "x", points: 2 } } }, /to: expected a number or a fraction, got "x"/],
  ["values that are no list", { vary: { [first]: "1..3" } }, /expected a list of values, or a range/],
  ["an unknown arrangement", { vary: { [first]: [1] }, arrange: "zip" }, /"cartesian", "zipped", or .*Did you mean "zipped"/],
  ["no rows to draw", { vary: { [first]: [1] }, arrange: { random: { seed: 1, rows: 0 } } }, /rows: expected a whole number of rows/],
  [
    "a time limit below 0",
    { vary: { [first]: [1] }, options: { timeLimitSeconds: -1 } },
    /timeLimitSeconds: expected a number of seconds above 0/,
  ],
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
