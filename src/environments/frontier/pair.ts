import { one, zero } from "../../arithmetic/rational.ts";
import type { Frontier } from "./frontier.ts";

/** Two agents and one unit, which the second owns: it stays, or it goes to the first. */
export const pair: Frontier = {
  name: "pair",
  size: 2,
  outcomes: () => [
    { name: "no trade", quantities: [zero, one] },
    { name: "trade", quantities: [one, zero] },
  ],
};
