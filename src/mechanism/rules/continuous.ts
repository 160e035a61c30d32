/** A direct mechanism on two intervals of types. */
export interface ContinuousMechanism {
  /** Probability of trade at (value, cost). */
  trade(value: number, cost: number): number;
  /** Expected payment of the buyer. */
  buyerPays(value: number, cost: number): number;
  /** Expected receipt of the seller. */
  sellerReceives(value: number, cost: number): number;
}
