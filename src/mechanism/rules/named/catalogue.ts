import { refuse } from "../../../errors.ts";
import { didYouMean } from "../../../problem/suggestion.ts";
import { linearDoubleAuction } from "../double-auction.ts";
import { expectedExternality, expectedExternalityFinite } from "../expected-externality.ts";
import { multilateralTight } from "../multilateral-tight.ts";
import { postedMarket } from "../posted/market.ts";
import { postedPrice } from "../posted/price.ts";
import { takeItOrLeaveIt } from "../take-it-or-leave-it.ts";
import { tradeReduction } from "../trade-reduction.ts";
import { vcg } from "../vcg.ts";
import { pivotal } from "../vcg-finite.ts";
import { vcgPrime } from "../vcg-prime.ts";
import {
  buyerOfferOnLaws,
  expectedExternalityOnLaws,
  postedPriceOnLaws,
  randomOfferOnLaws,
  sellerOfferOnLaws,
  vcgOnLaws,
  vcgPrimeOnLaws,
} from "./on-laws.ts";
import type { NamedRule, Parameters } from "./rule.ts";

/** The parameter of {@link namedRules}' posted price whose value is found where it is not stated. */
export const postedPriceName = "posted-price";

/** Every rule that has a name. */
export const namedRules: readonly NamedRule[] = [
  {
    name: postedPriceName,
    summary: "trade at a fixed price iff both are willing; elsewhere one outcome at a price for each agent, if all agree",
    parameters: [{ name: "p", meaning: "the price; left out, the best one" }],
    betweenTwo: (buyer, seller, { p }) => postedPrice(buyer, seller, p as number),
    onLaws: (_, __, { p }) => postedPriceOnLaws(p as number),
    amongMany: (buyers, sellers, { p }) => postedMarket(buyers, sellers, p as number),
  },
  {
    name: "double-auction",
    summary: "trade iff bid ≥ offer, at k·bid + (1 − k)·offer, in the linear equilibrium of uniform laws on one interval",
    parameters: [{ name: "k", meaning: "weight of the bid in the price", default: 0.5 }],
    onLaws: (buyer, seller, { k }) => {
      const { min, max } = buyer.support;
      const uniform = [buyer, seller].every(({ spec }) => spec?.distribution === "uniform");
      const same = uniform && seller.support.min === min && seller.support.max === max;
      if (!same)
        refuse(
          "mechanism",
          "uniform laws on one interval, for which the equilibrium of the double auction is known",
          `${buyer.kind} and ${seller.kind}`,
          'Use uniform laws on one interval, or evaluate "posted-price" or "random-offer".',
        );
      return linearDoubleAuction({ k: k as number, min, max });
    },
  },
  {
    name: "vcg",
    summary: "the efficient allocation; each pays what its presence costs the others",
    parameters: [],
    betweenTwo: (buyer, seller) => vcg(buyer, seller),
    onLaws: vcgOnLaws,
    finite: pivotal,
  },
  {
    name: "vcg-prime",
    summary: "the efficient allocation; each pays the type at which it would just trade, the most profitable way",
    parameters: [],
    betweenTwo: (buyer, seller) => vcgPrime(buyer, seller),
    onLaws: vcgPrimeOnLaws,
    amongMany: (buyers, sellers) => multilateralTight(buyers, sellers),
  },
  {
    name: "expected-externality",
    summary: "the efficient allocation, balanced; each receives the others' expected utility",
    parameters: [],
    betweenTwo: (buyer, seller) => expectedExternality(buyer, seller),
    onLaws: expectedExternalityOnLaws,
    finite: expectedExternalityFinite,
  },
  {
    name: "seller-offer",
    summary: "the seller makes the offer that suits it best",
    parameters: [],
    betweenTwo: (buyer, seller) => takeItOrLeaveIt(buyer, seller, "seller"),
    onLaws: (buyer) => sellerOfferOnLaws(buyer),
  },
  {
    name: "buyer-offer",
    summary: "the buyer makes the offer that suits it best",
    parameters: [],
    betweenTwo: (buyer, seller) => takeItOrLeaveIt(buyer, seller, "buyer"),
    onLaws: (_, seller) => buyerOfferOnLaws(seller),
  },
  {
    name: "random-offer",
    summary: "either makes the offer that suits it best, with probability ½",
    parameters: [],
    betweenTwo: (buyer, seller) => takeItOrLeaveIt(buyer, seller, "random"),
    onLaws: randomOfferOnLaws,
  },
  {
    name: "trade-reduction",
    summary: "McAfee's double auction: at most one efficient trade is lost",
    parameters: [],
    amongMany: tradeReduction,
  },
];

/** A rule with its parameters, as far as they are stated. */
export interface StatedRule {
  readonly rule: NamedRule;
  readonly parameters: Parameters;
}

/**
 * Reads `posted-price:p=0.5`. Throws InvalidInputError (field `mechanism`) for an unknown rule or parameter, or a value that is no number.
 *
 * @example readRule("double-auction:k=0.5").parameters.k // 0.5
 */
export function readRule(text: string): StatedRule {
  const [name = "", ...rest] = text.split(":");
  const rule = namedRules.find((one) => one.name === name);
  const names = namedRules.map((one) => one.name);
  if (!rule)
    refuse(
      "mechanism",
      `one of ${names.join(", ")}`,
      name,
      `Name a mechanism, with its parameters after a colon: posted-price:p=0.5.${didYouMean(name, names)}`,
    );
  const parameters: Record<string, number> = {};
  for (const known of rule.parameters) if (known.default !== undefined) parameters[known.name] = known.default;
  for (const part of rest.join(":").split(",").filter(Boolean)) {
    const [key = "", value = ""] = part.split("=").map((piece) => piece.trim());
    const known = rule.parameters.map((one) => one.name);
    if (!known.includes(key))
      refuse(
        "mechanism",
        known.length === 0 ? `no parameters of ${name}` : `parameters of ${name}: ${known.join(", ")}`,
        part,
        `${rule.parameters.map((one) => `${one.name} is ${one.meaning}`).join("; ") || "Leave the colon and what follows out"}.`,
      );
    const number = value === "" ? Number.NaN : Number(value);
    if (!Number.isFinite(number)) refuse(`mechanism: ${key}`, "a finite number", value, `Write, for example, ${name}:${key}=0.5.`);
    parameters[key] = number;
  }
  return { rule, parameters };
}
