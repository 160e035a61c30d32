import type { NaiveAgent, NaiveProblem } from "./naive-problem.ts";

/** The index of the agent's type at profile p. */
export function typeAt(agent: NaiveAgent, p: number): number {
  return Math.floor(p / agent.stride) % agent.types.length;
}

/** `(buyer 0.35, seller 0.2)`. */
export function profileInWords(problem: NaiveProblem, p: number): string {
  return `(${problem.agents.map((agent) => nameAt(agent, p)).join(", ")})`;
}

/** `seller 0.2` */
export function nameAt(agent: NaiveAgent, p: number): string {
  return `${agent.name} ${agent.types[typeAt(agent, p)]}`;
}
