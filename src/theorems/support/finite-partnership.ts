import { type Rational, sumRationals, zero } from "../../arithmetic/rational.ts";
import { isPartnership, type Partnership, partnership } from "../../environments/partnership.ts";
import type { DesignProblem } from "../../problem/design-problem.ts";

/** Partners with finitely many values in exact arithmetic, one entry each: share, values (increasing) and their masses. */
export type FinitePartnership = readonly {
  readonly share: Rational;
  readonly values: readonly Rational[];
  readonly masses: readonly Rational[];
}[];

/** Largest number of profiles for which exact statements are looked for: they go through all of them. */
const mostProfiles = 10_000;

/** The partners when the problem is about a partnership on grids with exact data and at most {@link mostProfiles} profiles; else null. */
export function finitePartnershipOf({ environment, discretization }: DesignProblem): FinitePartnership | null {
  if (!isPartnership(environment)) return null;
  const continuous = environment.groups.some(({ law }) => law.pieces.length > 0);
  if (continuous && discretization === undefined) return null;
  const points = environment.groups.map(({ law }) => law.atoms.length + (law.pieces.length > 0 ? (discretization?.points ?? 0) : 0));
  const profiles = environment.groups.reduce((product, { count }, g) => product * (points[g] as number) ** count, 1);
  if (profiles > mostProfiles) return null;
  const grids = environment.grids(discretization);
  const partners = environment.groups.flatMap(({ count, reference }, g) => {
    const exact = grids[g]?.exact;
    return exact ? Array.from({ length: count }, () => ({ share: reference, values: exact.values, masses: exact.masses })) : [];
  });
  return partners.length === environment.groups.reduce((total, { count }) => total + count, 0) ? partners : null;
}

/** The environment of finitely many values. */
export function finitePartnershipEnvironment(partners: FinitePartnership): Partnership {
  return partnership({
    partners: partners.map(({ share, values, masses }) => ({ share, distribution: { distribution: "discrete", values, masses } })),
  });
}

/** All profiles, as one index of a value for each partner. */
export function profilesOf(partners: FinitePartnership): readonly (readonly number[])[] {
  return partners.reduce<readonly (readonly number[])[]>(
    (profiles, { values }) => profiles.flatMap((profile) => values.map((_, k) => [...profile, k])),
    [[]],
  );
}

/** P(profile). */
function massOf(partners: FinitePartnership, profile: readonly number[]): Rational {
  return partners.map(({ masses }, i) => masses[profile[i] as number] as Rational).reduce((product, mass) => product.mul(mass));
}

/** g(profile): the highest value. */
export function welfareOf(partners: FinitePartnership, profile: readonly number[]): Rational {
  return partners.map(({ values }, i) => values[profile[i] as number] as Rational).reduce((best, value) => (value.gt(best) ? value : best));
}

/** E[g] − Σ rᵢ E[vᵢ]. */
export function firstBestOfPartners(partners: FinitePartnership): Rational {
  const held = partners.map(({ share, values, masses }) =>
    share.mul(sumRationals(values.map((value, k) => value.mul(masses[k] as Rational)))),
  );
  return sumRationals(profilesOf(partners).map((profile) => massOf(partners, profile).mul(welfareOf(partners, profile)))).sub(
    sumRationals(held),
  );
}

/** Gᵢ(value k of partner i): the expected highest value given partner i's. */
export function expectedWelfare(partners: FinitePartnership, i: number): readonly Rational[] {
  const totals: Rational[] = (partners[i]?.masses ?? []).map(() => zero);
  for (const profile of profilesOf(partners)) {
    const k = profile[i] as number;
    const own = partners[i]?.masses[k] as Rational;
    totals[k] = (totals[k] as Rational).add(massOf(partners, profile).div(own).mul(welfareOf(partners, profile)));
  }
  return totals;
}
