import { describe, expect, it } from "vitest";
import { farkasMargin, provesInfeasible, provesUnboundedFrom, singleColumnRay, singleRowFarkas } from "../../src/solver/proof.ts";
import { smallProgram } from "../conformance/small-program.ts";

const inf = Number.POSITIVE_INFINITY;
const free = [-inf, inf] as const;

describe("proofs of infeasibility", () => {
  const program = smallProgram({
    objective: [0, 0],
    rows: [
      [-inf, [1, 1], 1],
      [3, [1, 1], inf],
    ],
    columns: [free, free],
  });

  it("accept the right multipliers at any size", () => {
    for (const size of [1e-6, 1, 1e6]) expect(provesInfeasible(program, [size, -size])).toBe(true);
    // 0 exceeds 1 − 3 by 2, the larger term being 3.
    expect(farkasMargin(program, [1, -1])).toBeCloseTo(2 / 3, 12);
  });

  it.each([
    ["the opposite sign", [-1, 1]],
    ["unequal weights on free columns", [1, -0.5]],
    ["nothing at all", [0, 0]],
    ["one row alone", [1, 0]],
    ["not numbers", [Number.NaN, -1]],
  ])("refuse %s", (_, farkas) => {
    expect(provesInfeasible(program, farkas)).toBe(false);
  });

  it("refuse any multipliers of a feasible program", () => {
    const feasible = smallProgram({
      objective: [0, 0],
      rows: [
        [-inf, [1, 1], 1],
        [1, [1, 1], inf],
      ],
      columns: [free, free],
    });
    for (const farkas of [
      [1, -1],
      [-1, 1],
      [2, -2],
    ])
      expect(provesInfeasible(feasible, farkas)).toBe(false);
  });

  it("are found in one row, where there is one", () => {
    const outOfReach = smallProgram({
      objective: [0, 0],
      rows: [
        [-inf, [1, -1], 5],
        [3, [1, 1], inf],
      ],
      columns: [
        [0, 1],
        [0, 1],
      ],
    });
    expect(Array.from(singleRowFarkas(outOfReach) ?? [])).toEqual([0, -1]);
    expect(singleRowFarkas(program)).toBeUndefined();
    expect(Array.from(singleRowFarkas(smallProgram({ objective: [0], rows: [[1, [0], 2]] })) ?? [])).toEqual([-1]);
    expect(Array.from(singleRowFarkas(smallProgram({ objective: [0], rows: [[0, [1], 9]], columns: [[2, 1]] })) ?? [])).toEqual([0]);
  });
});

describe("proofs of unboundedness", () => {
  const program = smallProgram({ objective: [1, 1], rows: [[-inf, [1, -1], 1]] });

  it("accept the right ray at any length", () => {
    for (const size of [1e-6, 1, 1e6]) expect(provesUnboundedFrom(program, [size, size])).toBe(true);
    expect(provesUnboundedFrom(program, [0, 1])).toBe(true);
  });

  it.each([
    ["one that a row stops", [1, 0]],
    ["one that a bound stops", [-1, 3]],
    ["one that loses", [-1, -1]],
    ["none", [0, 0]],
    ["one that is not finite", [inf, inf]],
  ])("refuse %s", (_, ray) => {
    expect(provesUnboundedFrom(program, ray)).toBe(false);
  });

  it("refuse a ray along which the objective bends", () => {
    const bent = smallProgram({
      objective: [1, 1],
      quadratic: [
        [1, -1],
        [-1, 1],
      ],
      columns: [free, free],
    });
    expect(provesUnboundedFrom(bent, [1, 1])).toBe(true);
    expect(provesUnboundedFrom(bent, [1, 0])).toBe(false);
    expect(provesUnboundedFrom(smallProgram({ objective: [1], quadratic: [[1e-9]] }), [1])).toBe(false);
  });

  it("are found along one column, where there is one", () => {
    expect(
      Array.from(singleColumnRay(smallProgram({ objective: [-1, 1], rows: [[-inf, [1, 0], 1]], columns: [free, free] })) ?? []),
    ).toEqual([-1, 0]);
    expect(singleColumnRay(smallProgram({ objective: [1, -1], rows: [[-inf, [1, -1], 1]] }))).toBeUndefined();
    expect(singleColumnRay(smallProgram({ objective: [1], quadratic: [[1]] }))).toBeUndefined();
  });
});
