import { describe, expect, test } from "vitest";
import { setPath, setPaths } from "../../src/problem/set-path.ts";
import { refusal } from "../environments/refusal.ts";

const instance = {
  environment: { buyer: { distribution: "discrete", values: [1, 2, 3], masses: [0.2, 0.3, 0.5] }, seller: { min: 0, max: 1 } },
  budget: "ex-ante",
};

describe("setPath", () => {
  test("sets a nested field and leaves the original alone", () => {
    const before = structuredClone(instance);
    expect(setPath(instance, "environment.seller.max=2")).toEqual({
      ...instance,
      environment: { ...instance.environment, seller: { min: 0, max: 2 } },
    });
    expect(instance).toEqual(before);
  });

  test.each([
    ["JSON number", "x=2.5", 2.5],
    ["JSON list", "x=[1, 2]", [1, 2]],
    ["JSON object", 'x={"rule": "none"}', { rule: "none" }],
    ["JSON string", 'x="2"', "2"],
    ["null", "x=null", null],
    ["word", "x=dominant", "dominant"],
    ["fraction", "x=-1/6", "-1/6"],
    ["NaN stays a text, which the format refuses", "x=NaN", "NaN"],
    ["text with =", "x=a=b", "a=b"],
    ["spaces around", " x = dominant ", "dominant"],
    ["empty text", "x=", ""],
  ])("%s", (_, assignment, value) => {
    expect(setPath({}, assignment)).toEqual({ x: value });
  });

  test.each(["environment.buyer.masses[1]=0.4", "environment.buyer.masses.1=0.4"])("%s changes one entry of a list", (assignment) => {
    const changed = setPath(instance, assignment) as typeof instance;
    expect(changed.environment.buyer.masses).toEqual([0.2, 0.4, 0.5]);
    expect(changed.environment.buyer.values).toEqual([1, 2, 3]);
  });

  test("indices and fields alternate", () => {
    expect(setPath({ a: [[1, { b: 2 }]] }, "a[0][1].b=3")).toEqual({ a: [[1, { b: 3 }]] });
    expect(setPath({ a: [[1, { b: 2 }]] }, "a.0[1].b=3")).toEqual({ a: [[1, { b: 3 }]] });
  });

  test("makes objects that do not exist, one assignment after the other", () => {
    expect(setPaths(instance, ["discretization.rule=midpoint", "discretization.points=20", "budget=none"])).toEqual({
      ...instance,
      budget: "none",
      discretization: { rule: "midpoint", points: 20 },
    });
  });

  test("keeps the order of fields", () => {
    expect(Object.keys(setPath({ a: 1, b: 2, c: 3 }, "b=5") as object)).toEqual(["a", "b", "c"]);
  });

  test("`__proto__` becomes a field of its own, never the prototype", () => {
    const changed = setPath({}, "__proto__.polluted=1") as object;
    expect(Object.keys(changed)).toEqual(["__proto__"]);
    expect(Object.getPrototypeOf(changed)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe("setPath refuses", () => {
  test.each(["incentives", "=dominant", "environment..max=1", ".a=1", "a.=1", "a[x]=1", "a[0=1", ""])("%j", (assignment) => {
    expect(refusal(() => setPath(instance, assignment))).toMatchObject({
      field: "--set",
      expected: "path=value",
      received: JSON.stringify(assignment),
    });
  });

  test("an index beyond the list", () => {
    expect(refusal(() => setPath(instance, "environment.buyer.masses[3]=1"))).toMatchObject({
      field: "environment.buyer.masses.3",
      expected: "an index from 0 to 2",
      received: '"3"',
      remedy: "To change the length, set the whole list.",
    });
  });

  test("a name where a list needs an index", () => {
    expect(refusal(() => setPath(instance, "environment.buyer.masses.first=1"))).toMatchObject({ expected: "an index from 0 to 2" });
  });

  test("a field below a word", () => {
    expect(refusal(() => setPath({ environment: { kind: "bilateral-trade" } }, "environment.kind.x=1"))).toMatchObject({
      field: "environment.kind.x",
      expected: "a field of an object or list, but environment.kind is neither",
      received: '"bilateral-trade"',
      remedy: "Set environment.kind as a whole: environment.kind={…}.",
    });
  });

  test.each(["a.b=[1,2", 'a.b={"c":NaN}', 'a.b="text'])("a list, object or quoted text that is not JSON: %s", (assignment) => {
    expect(refusal(() => setPath({}, assignment))).toMatchObject({ field: "a.b", expected: "JSON" });
  });
});
