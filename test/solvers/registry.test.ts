import { describe, expect, it } from "vitest";
import { highs } from "../../solvers/highs.ts";
import { registerSolver, solverByName, solverNames } from "../../solvers/registry.ts";
import { InvalidInputError } from "../../src/errors.ts";

describe("registry of solvers", () => {
  it("knows its solvers under their own names, the default first", () => {
    expect(solverNames().slice(0, 4)).toEqual(["highs", "clarabel", "javascript-lp-solver", "numeric"]);
    for (const name of solverNames()) expect(solverByName(name).name).toBe(name);
    expect(solverByName("highs")).toBe(highs);
  });

  it("names the known ones when asked for another", () => {
    expect(() => solverByName("simplex")).toThrow(InvalidInputError);
    expect(() => solverByName("simplex")).toThrow(/one of highs, clarabel, javascript-lp-solver, numeric.*"simplex"/);
  });

  it("takes solvers of users, made when first asked for and only once", () => {
    let made = 0;
    registerSolver("mine", () => {
      made++;
      return { ...highs, name: "mine" };
    });
    expect(made).toBe(0);
    expect(solverByName("mine")).toBe(solverByName("mine"));
    expect(made).toBe(1);
    registerSolver("mine", () => highs);
    expect(solverByName("mine")).toBe(highs);
  });
});
