/**
 * What a certificate may ask of the verifier. Each is checked before what it limits is built, so that no document, however made, holds the
 * verifier up for more than seconds; honest certificates stay far below.
 */
export const limits = {
  /** Lists and objects within one another. */
  depth: 64,
  /** Values of the document, lists and objects included. */
  values: 500_000,
  /** Fields of one object. */
  fields: 10_000,
  /** Characters of all its texts. */
  characters: 32_000_000,
  /** Digits of one number (an exponent counts for the digits that it stands for). */
  digits: 20_000,
  /** Sum of the squares of the numbers' digits: reducing a fraction takes that long. */
  squaredDigits: 1e10,
  /** Numbers of one list of an instance. */
  list: 100_000,
  /** Bits of a list of numbers over its common denominator. */
  vectorBits: 200_000_000,
  /** Traders of a market, whose sets are listed, or partners. */
  traders: 16,
  /** Profiles of types times (outcomes + agents). */
  states: 2_000_000,
  /** Reports tried in all situations, times outcomes, times machine words of their numbers. */
  comparisons: 30_000_000,
  /** Sum of the squares of the degrees of a law's densities, each time that they are moved or stretched. */
  compositions: 40_000,
  /** Operations with fractions that grids and curvatures of a law with polynomial densities take. */
  polynomialSteps: 1_000_000,
  /** Likewise, that the curvatures of all laws of a problem take. */
  curvatureSteps: 480_000,
  /** Products of machine words that the cells of a continuous type line take. */
  cellProducts: 1_000_000_000,
  /** Products of machine words that the ranking of a market's traders takes. */
  rankingProducts: 4_000_000_000,
  /** Traders of a market with continuous types. */
  ranked: 64,
  /** Machine words of the numbers of a cell. */
  cellWords: 1_000,
  /** Cells of a trader in a proof on pairs of cells, and pairs of them. */
  pairCells: 300,
  pairs: 20_000,
  /** Agents of a proof on cells of groups; and cells of a group's members with all that they may face, of all groups. */
  groupAgents: 8,
  groupPlaces: 20_000,
  /** Operations with machine words that the cells of such a proof take. */
  pairSteps: 20_000_000,
  /** Digits of one of its numbers; and all numbers, a long one counting for several. */
  pairDigits: 400,
  /** Bits of an end or a mass of its cells, and of a common denominator for each of the numbers that are averaged over them. */
  pairBits: 2_000,
  meanBits: 6_000,
  pairNumbers: 600_000,
  /** Values of a law without rational numbers, in units of a hundred microseconds or so. */
  evaluations: 30_000,
  /** Of all traders' laws. */
  allEvaluations: 60_000,
} as const;
