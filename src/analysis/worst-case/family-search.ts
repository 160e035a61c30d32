import type { Search } from "./discrete-search.ts";

/** A function of points in the unit cube that is to be made small; NaN or ∞ where it has no value. */
export type CubeFunction = (point: readonly number[]) => Promise<number>;

/**
 * Nelder and Mead's simplex method in the unit cube, from one start, until the simplex has shrunk or `late` says so.
 *
 * @see J. Nelder, R. Mead (1965), A Simplex Method for Function Minimization, The Computer Journal 7.
 */
async function descend(start: readonly number[], size: number, objective: CubeFunction, late: () => boolean): Promise<void> {
  const inside = (point: readonly number[]) => point.map((x) => Math.min(1, Math.max(0, x)));
  const at = async (point: readonly number[]) => {
    const value = await objective(point);
    return { point, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  };
  const corners = [await at(start)];
  for (let k = 0; k < start.length && !late(); k++)
    corners.push(await at(start.map((x, i) => (i !== k ? x : x + size > 1 ? Math.max(0, x - size) : x + size))));
  for (let round = 0; round < 60 * start.length && !late(); round++) {
    corners.sort((a, b) => a.value - b.value);
    const [best, worst, next] = [corners[0], corners.at(-1), corners.at(-2)] as [
      (typeof corners)[0],
      (typeof corners)[0],
      (typeof corners)[0],
    ];
    const spread = Math.max(...corners.map(({ point }) => Math.max(...point.map((x, k) => Math.abs(x - (best.point[k] as number))))));
    if (!(spread > 1e-4) || corners.length <= start.length) return;
    const others = corners.slice(0, -1);
    const centre = start.map((_, k) => others.reduce((sum, { point }) => sum + (point[k] as number), 0) / others.length);
    const towards = (factor: number) => at(inside(centre.map((c, k) => c + factor * (c - (worst.point[k] as number)))));
    const reflected = await towards(1);
    let taken = reflected;
    if (reflected.value < best.value) {
      const further = await towards(2);
      if (further.value < reflected.value) taken = further;
    } else if (!(reflected.value < next.value)) {
      const nearer = await towards(reflected.value < worst.value ? 0.5 : -0.5);
      if (nearer.value < Math.min(reflected.value, worst.value)) taken = nearer;
      else {
        for (let k = 1; k < corners.length && !late(); k++)
          corners[k] = await at((corners[k] as typeof best).point.map((x, i) => ((best.point[i] as number) + x) / 2));
        continue;
      }
    }
    corners[corners.length - 1] = taken;
  }
}

/** Descents from the middle and from random points, until `late` says so. */
export async function searchCube(dimension: number, objective: CubeFunction, { random, late, restarted }: Search): Promise<void> {
  for (let start = 0; !late(); start++) {
    restarted();
    const from = Array.from({ length: dimension }, () => (start === 0 ? 0.5 : random()));
    await descend(from, 0.2, objective, late);
  }
}
