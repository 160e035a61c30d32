import type { Names } from "../../format.ts";
import { Rejection } from "../rejection.ts";
import type { NaiveProblem } from "./naive-problem.ts";

/** What the agents, types and outcomes of a finite problem are called. */
export function namesOf({ agents, outcomes }: NaiveProblem): Names {
  return { agents: agents.map(({ name, types }) => ({ name, types })), outcomes };
}

/** Continuous types have no names. */
export const continuumNames: Names = { agents: [], outcomes: ["no trade", "trade"] };

/** Throws unless a certificate calls everything as the instance does: whoever looks up an index must find what it stands for. */
export function requireNames(stated: Names, own: Names): void {
  const plain = ({ agents, outcomes }: Names) => JSON.stringify([agents.map(({ name, types }) => [name, types]), outcomes]);
  if (plain(stated) !== plain(own)) throw new Rejection("names: they are not those of the instance");
}
