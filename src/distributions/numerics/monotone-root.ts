/**
 * The x in [low, high] (finite) with `height(x)` = target, for a positive monotone height with derivative ±`slope(x)` (slope ≥ 0).
 *
 * Newton's method on log height, whose steps are good in tails, kept inside a bracket that every evaluation narrows;
 * a step that leaves the bracket, or too many of them, is replaced by bisection (geometric where the bracket spans orders of magnitude).
 */
export function monotoneRoot(
  height: (x: number) => number,
  slope: (x: number) => number,
  target: number,
  low: number,
  high: number,
  guess: number,
  increasing: boolean,
): number {
  let x = guess > low && guess < high ? guess : middle(low, high);
  let before = Number.POSITIVE_INFINITY;
  for (let step = 0; step < 400; step++) {
    const y = height(x);
    if (y === target) return x;
    if (y < target === increasing) low = x;
    else high = x;
    const derivative = slope(x);
    let next = Number.NaN;
    if (step < 60 && y > 0 && derivative > 0) {
      const gap = Math.log(target / y);
      const move = (y / derivative) * gap;
      next = increasing ? x + move : x - move;
      // Met up to rounding of the height; or as near as its noise, which shows when steps stop helping.
      if (Math.abs(gap) <= 2e-15 || (Math.abs(gap) <= 1e-12 && Math.abs(gap) >= 0.5 * before)) return x;
      before = Math.abs(gap);
    }
    if (!(next > low && next < high)) {
      // From 0 upwards nothing is too small: halve the exponent.
      before = Number.POSITIVE_INFINITY;
      next = low === 0 && step >= 8 && high > 1e-300 ? Math.sqrt(high) * 1e-150 : middle(low, high);
      if (!(next > low && next < high)) return Math.abs(height(low) - target) <= Math.abs(height(high) - target) ? low : high;
    }
    x = next;
  }
  return x;
}

function middle(low: number, high: number): number {
  if (low > 0 && high > 16 * low) return Math.sqrt(low) * Math.sqrt(high);
  if (high < 0 && low < 16 * high) return -(Math.sqrt(-low) * Math.sqrt(-high));
  return low + (high - low) / 2;
}
