import { formatRational, type NumberInput, one, type Rational, rational, sumRationals, zero } from "../arithmetic/rational.ts";
import type { Distribution } from "../distributions/distribution.ts";
import { refuse, refuseAs } from "../errors.ts";
import type { Environment } from "./environment.ts";
import { dividedUnit } from "./frontier/listed.ts";
import { oneUnit } from "./frontier/ranking.ts";
import { type Law, readLaw } from "./law.ts";
import { type AgentGroup, type LinearEnvironment, linearEnvironment } from "./linear.ts";
import { readCount, readList, readNumber } from "./read-number.ts";

/** `count` partners (default 1) who hold `share` each and whose values are drawn from one law, as the constructor takes them. */
export interface PartnerInput {
  /** What each of them owns of the unit, from 0 to 1. */
  readonly share: NumberInput;
  /** The law of their values. */
  readonly distribution: Law;
  /** How many have this share and law; default 1. */
  readonly count?: number | undefined;
}

/** `count` partners who hold `share` each and whose values are drawn independently from one law. */
export interface PartnerGroup {
  readonly share: Rational;
  readonly distribution: Distribution;
  readonly count: number;
}

/**
 * Partners who own one unit together and may divide it anew: a partner with value v and share r gains v·(what it holds − r) − payment. Which of them
 * buys and which sells depends on everybody's values.
 *
 * @see P. Cramton, R. Gibbons, P. Klemperer (1987), Dissolving a Partnership Efficiently, Econometrica 55.
 */
export interface Partnership extends LinearEnvironment {
  readonly stated: "partnership";
  readonly partners: readonly PartnerGroup[];
  /** The divisions that can be agreed on besides keeping the shares, where not all can: what each partner holds. */
  readonly divisions?: readonly (readonly Rational[])[] | undefined;
}

/** What the constructor of a partnership takes. */
export interface PartnershipInput {
  readonly partners: readonly PartnerInput[];
  /**
   * The divisions of the unit that can be agreed on, when not all can: in each what every partner holds, from 0 to 1, with total 1. Keeping the shares is always
   * possible, and so are lotteries. Default: any division.
   */
  readonly divisions?: readonly (readonly NumberInput[])[] | undefined;
}

/** Largest (type profiles × outcomes) that `toFinite` of a partnership enumerates. */
const finiteLimit = 1_000_000;

/**
 * A partnership: at least two partners with shares of total 1, counted `count` times each; independent values.
 *
 * `toFinite(discretization?)` has agents `partner 1`, `partner 2`, … and the outcomes `all to partner k`; utilities count from the shares, so that
 * staying out is worth 0. Where `divisions` are stated these and the shares are the outcomes instead. It refuses more than 1,000,000 profiles × outcomes. Throws
 * InvalidInputError (fields `partners`, `partners[k].share`, `partners[k].count`, `partners[k].distribution.…`, `divisions[d][k]`, `discretization`).
 *
 * @example
 * const environment = partnership({
 *   partners: [
 *     { share: "9/10", distribution: { distribution: "uniform", min: 0, max: 1 } },
 *     { share: "1/10", distribution: { distribution: "uniform", min: 0, max: 1 } },
 *   ],
 * });
 *
 * @see P. Cramton, R. Gibbons, P. Klemperer (1987), Dissolving a Partnership Efficiently, Econometrica 55.
 */
export function partnership(input: PartnershipInput): Partnership {
  const groups = readPartners(input?.partners);
  const members = groups.reduce((total, { count }) => total + count, 0);
  if (members < 2) {
    refuseAs(
      "partners",
      "at least two partners",
      "one partner",
      "Who owns everything alone has nobody to trade with; add a partner, whose share may be 0.",
    );
  }
  const total = groups.reduce((sum, { reference, count }) => sum.add(reference.mul(rational(count))), zero);
  if (!total.equals(one)) {
    refuseAs(
      "partners",
      "shares of total 1, each counted as often as there are such partners",
      `a total of ${formatRational(total)}`,
      'Shares are taken exactly as written: write a third as "1/3".',
    );
  }
  const agentName = (k: number) => `partner ${k + 1}`;
  const divisions = input.divisions === undefined ? undefined : readDivisions(input.divisions, groups);
  const environment = linearEnvironment({
    stated: "partnership",
    groups,
    frontier: divisions
      ? dividedUnit(
          groups.map(({ reference }) => reference),
          divisions,
          agentName,
        )
      : oneUnit(members, agentName),
    agentName: (_, k) => agentName(k),
    finiteLimit,
  });
  const partners = groups.map(({ count, law, reference }) => ({ share: reference, distribution: law, count }));
  return { ...environment, stated: "partnership", partners, ...(divisions && { divisions }) };
}

/**
 * The same partners, those of the first entry owning `first` together, and the other entries the rest in the proportion of what they own (equally if they own nothing).
 *
 * Throws InvalidInputError when there is one entry only, which owns everything.
 */
export function resharedPartnership({ partners: [head, ...others], divisions }: Partnership, first: Rational): Partnership {
  if (head === undefined || others.length === 0) {
    refuseAs(
      "partners",
      "at least two entries, between which shares can move",
      "one entry",
      "List the partner whose share is to vary first, and the others after it.",
    );
  }
  const rest = one.sub(first);
  const owned = others.reduce((sum, { share, count }) => sum.add(share.mul(rational(count))), zero);
  const members = others.reduce((sum, { count }) => sum + count, 0);
  return partnership({
    partners: [
      { ...head, share: first.div(rational(head.count)) },
      ...others.map((own) => ({ ...own, share: rest.mul(owned.equals(zero) ? one.div(rational(members)) : own.share.div(owned)) })),
    ],
    divisions,
  });
}

/** Whether an environment is a partnership. */
export function isPartnership(environment: Environment): environment is Partnership {
  return "stated" in environment && environment.stated === "partnership";
}

function readPartners(input: unknown): readonly AgentGroup[] {
  if (!Array.isArray(input) || input.length === 0) {
    refuse(
      "partners",
      "a list of partners {share, distribution}",
      input,
      'Give for example [{"share": "1/2", "count": 2, "distribution": {"distribution": "uniform", "min": 0, "max": 1}}].',
    );
  }
  return input.map((partner, k) => {
    const name = `partners[${k}]` as const;
    const count = readCount(
      partner?.count ?? 1,
      `${name}.count`,
      "partners",
      "Say how many partners have this share and law, or leave it out for one.",
    );
    const share = readNumber(partner?.share, `${name}.share`);
    if (share.lt(zero) || share.gt(one)) {
      refuse(
        `${name}.share`,
        "a share from 0 to 1",
        partner.share,
        "The partners own one unit together: nobody owns less than nothing or more than all of it.",
      );
    }
    return { name, party: name, count, reference: share, law: readLaw(partner.distribution, `${name}.distribution`) };
  });
}

/** Each division once. */
function readDivisions(input: unknown, groups: readonly AgentGroup[]): readonly (readonly Rational[])[] {
  if (!Array.isArray(input) || input.length === 0) {
    refuse(
      "divisions",
      "a list of divisions, in each what every partner holds",
      input,
      "Write for example [[1, 0], [0, 1]], or leave it out where any division can be agreed on.",
    );
  }
  const many = groups.find(({ count }) => count !== 1);
  if (many) {
    refuse(
      `${many.name}.count`,
      "1 where divisions are listed, since these name partners one by one",
      many.count,
      "List partners of one law one by one, each with its share.",
    );
  }
  const divisions = input.map((division, d) => {
    const field = `divisions[${d}]`;
    const holdings = readList(division, field, groups.length, "what each partner holds").map((holding, k) => {
      const held = readNumber(holding, `${field}[${k}]`);
      if (held.s >= 0n && held.lte(one)) return held;
      return refuse(
        `${field}[${k}]`,
        "a holding from 0 to 1",
        holding,
        "The partners divide one unit: nobody holds less than nothing or more than all of it.",
      );
    });
    const total = sumRationals(holdings);
    if (total.equals(one)) return holdings;
    const remedy = 'Holdings are taken exactly as written: write a third as "1/3".';
    return refuseAs(field, "holdings of total 1", `a total of ${formatRational(total)}`, remedy);
  });
  return [...new Map(divisions.map((division) => [division.map(formatRational).join(), division])).values()];
}
