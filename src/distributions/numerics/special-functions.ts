// The one door to the special functions, so that a change of library touches one file.
import betainc from "@stdlib/math-base-special-betainc";
import betaincinv from "@stdlib/math-base-special-betaincinv";
import betaln from "@stdlib/math-base-special-betaln";
import erfc from "@stdlib/math-base-special-erfc";
import erfcinv from "@stdlib/math-base-special-erfcinv";
import erfcx from "@stdlib/math-base-special-erfcx";

export { erfc, erfcinv, erfcx };

const halfPi = Math.PI / 2;

/** P(U ≤ u) for U of the beta law with parameters a, b. */
export function betaLower(u: number, a: number, b: number): number {
  if (a === 0.5 && b === 0.5) return Math.asin(Math.sqrt(u)) / halfPi;
  return betainc(u, a, b, true, false);
}

/** P(U > u) for U of the beta law with parameters a, b. */
export function betaUpper(u: number, a: number, b: number): number {
  // The library's arcsine law loses digits here: asin near 1.
  if (a === 0.5 && b === 0.5) return u <= 0.5 ? 1 - Math.asin(Math.sqrt(u)) / halfPi : Math.asin(Math.sqrt(1 - u)) / halfPi;
  return betainc(u, a, b, true, true);
}

/** u with P(U ≤ u) = p. */
export function betaLowerQuantile(p: number, a: number, b: number): number {
  return betaincinv(p, a, b, false);
}

/** u with P(U > u) = q. */
export function betaUpperQuantile(q: number, a: number, b: number): number {
  return betaincinv(q, a, b, true);
}

/** log B(a, b). */
export function logBeta(a: number, b: number): number {
  return betaln(a, b);
}
