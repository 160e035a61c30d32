import { CompensatedSum } from "../../arithmetic/sum.ts";
import { refuse, refuseAs } from "../../errors.ts";
import type { Atom, Distribution, Piece, ProvenSlope } from "../distribution.ts";
import { gaussCount, gaussNodes, gaussWeights } from "../numerics/gauss-legendre.ts";

/** What a custom law says once its defaults are filled in. `pdf` and `partialMean` only where they were given. */
export type Claims = Pick<Distribution, "support" | "atoms" | "pieces" | "cdf" | "survival" | "quantile" | "upperQuantile" | "pdf"> & {
  readonly given: { readonly pdf: boolean; readonly partialMean: ((a: number, b: number) => number) | undefined };
};

/** How far masses may miss each other, absolutely. */
const massTolerance = 1e-7;

/** How far averages over a cell may miss what is claimed, relatively. */
const averageTolerance = 1e-6;

/** An average that comes from differences of the cdf, or a kink within a cell, costs more. */
const densityTolerance = 1e-4;

/** Shares of a piece's mass at which it is cut into cells. */
const shares = [1e-4, 1e-3, 0.01, ...Array.from({ length: 31 }, (_, k) => (k + 1) / 32), 0.99, 0.999, 0.9999];

/** An interval within a piece, with its probability. */
interface Cell {
  readonly from: number;
  readonly to: number;
  readonly mass: number;
}

/**
 * Refuses a custom law whose atoms and pieces do not hold probability 1 together, whose pdf or partial means are not those of its cdf, or whose claimed
 * slopes fail between sample points. What passes is not proved: the functions are known at these points only.
 *
 * Over a cell of a piece the virtual value averages (x₁S(x₁) − x₂S(x₂))/(S(x₁) − S(x₂)), the virtual cost (x₂F(x₂) − x₁F(x₁))/(F(x₂) − F(x₁)), and the density
 * (F(x₂) − F(x₁))/(x₂ − x₁): averages move as claimed if the functions do, and need no derivative.
 */
export function checkClaims(law: Claims): void {
  checkPlaces(law.pieces, law.atoms, law.support);
  const masses = law.pieces.map((piece) => massOf(law, piece));
  checkTotal(law, masses);
  law.pieces.forEach((piece, k) => {
    const cells = cellsOf(law, piece, masses[k] as number);
    checkFunctions(law, cells);
    checkDensity(piece, cells, `pieces[${k}].density`);
    checkSlope(
      piece.virtualValue,
      cells.map((cell) => averageValue(law, cell)),
      `pieces[${k}].virtualValue`,
    );
    checkSlope(
      piece.virtualCost,
      cells.map((cell) => averageCost(law, cell)),
      `pieces[${k}].virtualCost`,
    );
    checkAffine(law, piece, cells, k);
  });
}

function checkPlaces(pieces: readonly Piece[], atoms: readonly Atom[], { min, max }: Distribution["support"]): void {
  pieces.forEach(({ from, to }, k) => {
    if (!(from < to))
      refuse(`pieces[${k}].to`, `a number above from (${from})`, to, "A piece is an interval: exchange its ends, or drop it.");
    if (!(from >= min && to <= max)) {
      refuseAs(`pieces[${k}]`, `an interval within the support [${min}, ${max}]`, `${from} to ${to}`, "Make pieces and support agree.");
    }
    const before = pieces[k - 1]?.to ?? Number.NEGATIVE_INFINITY;
    if (!(from >= before))
      refuse(
        `pieces[${k}].from`,
        `a number not below the end of the piece before (${before})`,
        from,
        "Sort the pieces; they may not overlap.",
      );
    const inside = atoms.find(({ at }) => from < at && at < to);
    if (inside)
      refuseAs(`pieces[${k}]`, "an interval without atoms", `${from} to ${to}, with an atom at ${inside.at}`, "Cut the piece at the atom.");
  });
}

/** Probability of a piece, from the tail that is smaller at its lower end. */
function massOf({ cdf, survival, atoms }: Claims, { from, to }: Pick<Piece, "from" | "to">): number {
  const atom = atoms.find(({ at }) => at === to)?.mass ?? 0;
  const low = Number.isFinite(from) ? cdf(from) : 0;
  return (low <= 0.5 ? (Number.isFinite(to) ? cdf(to) : 1) - low : survival(from) - (Number.isFinite(to) ? survival(to) : 0)) - atom;
}

function checkTotal({ atoms, pieces }: Claims, masses: readonly number[]): void {
  const total = new CompensatedSum();
  for (const { mass } of atoms) total.add(mass);
  if (!(total.value <= 1 + massTolerance)) {
    refuseAs("atoms", "masses with a total of at most 1", `a total of ${total.value}`, "Give the heights of the jumps of the cdf.");
  }
  masses.forEach((mass, k) => {
    if (!(mass > 0)) refuseAs(`pieces[${k}]`, "an interval of positive probability", `probability ${mass}`, "Drop the piece: it is a gap.");
    total.add(mass);
  });
  if (Math.abs(total.value - 1) > massTolerance) {
    const received = `a total of ${total.value}`;
    if (pieces.length === 0)
      refuseAs("atoms", "masses with total 1, because there is no piece", received, "State the missing atoms, or pieces with the rest.");
    refuseAs("pieces", "atoms and pieces that hold probability 1 together", received, "State every interval on which the cdf rises.");
  }
}

/** The piece cut at quantiles, each from the nearer tail. */
function cellsOf(law: Claims, piece: Piece, mass: number): Cell[] {
  const below = Number.isFinite(piece.from) ? law.cdf(piece.from) : 0;
  const atom = law.atoms.find(({ at }) => at === piece.to)?.mass ?? 0;
  const above = (Number.isFinite(piece.to) ? law.survival(piece.to) : 0) + atom;
  const points = shares
    .map((share) => {
      const p = below + share * mass;
      return p <= 0.5 ? law.quantile(p) : law.upperQuantile(above + (1 - share) * mass);
    })
    .filter((x) => x > piece.from && x < piece.to);
  const cells: Cell[] = [];
  for (let k = 1; k < points.length; k++) {
    const [from, to] = [points[k - 1] as number, points[k] as number];
    if (!(from < to)) continue;
    cells.push({ from, to, mass: massOf({ ...law, atoms: [] }, { from, to }) });
  }
  return cells;
}

function checkFunctions({ pdf, given }: Claims, cells: readonly Cell[]): void {
  for (const { from, to, mass } of cells) {
    if (given.pdf) {
      const integral = integralOf(pdf, from, to, 14);
      if (!(Math.abs(integral - mass) <= densityTolerance * mass + 1e-9)) {
        const expected = `a density whose integral from ${from} to ${to} is what the cdf rises there (${mass})`;
        refuseAs("pdf", expected, `an integral of ${integral}`, "Make pdf the derivative of cdf.");
      }
    }
    const mean = given.partialMean?.(from, to);
    const slack = averageTolerance * Math.max(Math.abs(from), Math.abs(to)) * mass + 1e-12 * (to - from);
    if (mean !== undefined && !(mean >= from * mass - slack && mean <= to * mass + slack)) {
      const expected = `between ${from} and ${to} times their probability ${mass}`;
      refuse("partialMean", `E[V · 1{${from} < V ≤ ${to}}] ${expected}`, mean, "Make partialMean the integral of x over the law.");
    }
  }
}

/** ∫ f over a cell by the Gauss rule, halved where halves say otherwise. */
function integralOf(f: (x: number) => number, from: number, to: number, depth: number): number {
  const middle = from + (to - from) / 2;
  const whole = gauss(f, from, to);
  const halves = gauss(f, from, middle) + gauss(f, middle, to);
  if (depth === 0 || !(Math.abs(whole - halves) > 1e-6 * Math.abs(halves)) || !(from < middle && middle < to)) return halves;
  return integralOf(f, from, middle, depth - 1) + integralOf(f, middle, to, depth - 1);
}

function gauss(f: (x: number) => number, from: number, to: number): number {
  let sum = 0;
  for (let k = 0; k < gaussCount; k++) {
    const height = f(from + ((1 + (gaussNodes[k] as number)) / 2) * (to - from));
    // A negative density is no density, even where integrals agree.
    sum += (gaussWeights[k] as number) * (height >= 0 ? height : Number.NaN);
  }
  return sum * (to - from);
}

function checkDensity({ density }: Piece, cells: readonly Cell[], field: string): void {
  if (density === "unknown") return;
  const heights = cells.map(({ from, to, mass }) => mass / (to - from));
  heights.forEach((height, k) => {
    const before = heights[k - 1];
    if (before === undefined) return;
    const slack = averageTolerance * Math.max(before, height);
    const wrong = (density !== "decreasing" && height < before - slack) || (density !== "increasing" && height > before + slack);
    if (wrong) refuseClaim(field, density, cells[k] as Cell, before, height);
  });
}

/** An average of the virtual value or cost over a cell, and the error that rounding may leave in it. */
interface Average extends Cell {
  readonly value: number;
}

function averageValue({ survival }: Claims, cell: Cell): Average {
  return { ...cell, value: (cell.from * survival(cell.from) - cell.to * survival(cell.to)) / cell.mass };
}

function averageCost({ cdf }: Claims, cell: Cell): Average {
  return { ...cell, value: (cell.to * cdf(cell.to) - cell.from * cdf(cell.from)) / cell.mass };
}

function checkSlope({ slope }: ProvenSlope, averages: readonly Average[], field: string): void {
  if (slope === "unknown") return;
  averages.forEach((average, k) => {
    const before = averages[k - 1];
    if (before === undefined) return;
    const size = Math.max(Math.abs(average.from), Math.abs(average.to), Math.abs(average.value), Math.abs(before.value));
    const rise = (average.value - before.value) * (slope === "increasing" ? 1 : -1);
    // Rounding of x·P is divided by the cell's mass.
    const slack = averageTolerance * size + (1e-9 * size * massTolerance) / Math.min(average.mass, before.mass);
    if (rise < -slack) refuseClaim(`${field}.slope`, slope, average, before.value, average.value);
  });
}

/** Where a virtual value or cost is claimed to be affine, it lies on the line through two of its points. */
function checkAffine({ cdf, survival, pdf }: Claims, { virtualValue, virtualCost }: Piece, cells: readonly Cell[], k: number): void {
  const curves = [
    ["virtualValue", virtualValue, (x: number) => x - survival(x) / pdf(x)],
    ["virtualCost", virtualCost, (x: number) => x + cdf(x) / pdf(x)],
  ] as const;
  for (const [name, claim, curve] of curves) {
    const first = cells[Math.floor(cells.length / 4)]?.from;
    const last = cells[Math.floor((3 * cells.length) / 4)]?.from;
    if (!claim.affine || first === undefined || last === undefined || !(first < last)) continue;
    const [low, high] = [curve(first), curve(last)];
    for (const { from } of cells) {
      const line = low + (high - low) * ((from - first) / (last - first));
      const size = Math.max(Math.abs(from), Math.abs(line), Math.abs(low), Math.abs(high));
      if (!(Math.abs(curve(from) - line) <= 10 * densityTolerance * size)) {
        const remedy = "Claim what is proved, or leave affine out.";
        refuseAs(`pieces[${k}].${name}.affine`, `${line} at ${from}, on the line through ${first} and ${last}`, `${curve(from)}`, remedy);
      }
    }
  }
}

function refuseClaim(field: string, claim: string, { from, to }: Cell, before: number, after: number): never {
  const received = `an average of ${after} from ${from} to ${to}, after ${before} on the cell before`;
  refuseAs(field, `a function that is ${claim}, as claimed`, received, 'Claim what is proved, or "unknown".');
}
