import type { InstanceJson, LawJson, ResultJson } from "../../../src/index.ts";

/** What the page asks the worker. Instances and certificates travel as text, so that every digit of a number arrives. */
export interface Questions {
  /** Reads an instance and writes it anew in its shortest form. */
  readonly read: { readonly asked: string; readonly answer: InstanceJson };
  /** Finds the best mechanism; with `prove`, also the certificate of the answer. */
  readonly solve: { readonly asked: { readonly instance: string; readonly prove: boolean }; readonly answer: Solved };
  /** Why the answer is what it is, as a page of text. */
  readonly explain: { readonly asked: string; readonly answer: string };
  /** Checks the text of a certificate in exact arithmetic. */
  readonly verify: { readonly asked: string; readonly answer: Verified };
  /** What a law looks like. */
  readonly density: { readonly asked: LawJson; readonly answer: Density };
}

export type Task = keyof Questions;

export interface Solved {
  /** The bracket is wider than asked for; the answer is on its way. */
  readonly draft: boolean;
  readonly result: ResultJson;
  /** The page of the command line, in text. */
  readonly page: string;
  /** The text of the certificate file; null where none was asked for or none was found. */
  readonly certificate: string | null;
  /** What the verifier said of it. */
  readonly verdict: string | null;
  /** Why there is no certificate, where one was asked for. */
  readonly unproved: string | null;
}

export interface Verified {
  readonly accepted: boolean;
  /** The verdict in words. */
  readonly text: string;
  /** The instance that an accepted certificate is about. */
  readonly instance: InstanceJson | null;
}

/** A law as it is drawn: the density of its continuous part at increasing points (a break where it stops), and its atoms. */
export interface Density {
  readonly points: readonly (readonly [at: number, density: number] | null)[];
  readonly atoms: readonly (readonly [at: number, mass: number])[];
  readonly mean: number;
  /** The ends of the picture, which a law without end does not have itself. */
  readonly from: number;
  readonly to: number;
}

/** A question on its way to the worker. */
export type Asked = { readonly [T in Task]: { readonly id: number; readonly task: T; readonly asked: Questions[T]["asked"] } }[Task];

/** What comes back: perhaps a draft of what is solved, then the answer or a failure. */
export type Answered =
  | { readonly id: number; readonly draft: Solved }
  | { readonly id: number; readonly answer: Questions[Task]["answer"] }
  | { readonly id: number; readonly failure: Failure };

export interface Failure {
  /** What was wrong. */
  readonly sentence: string;
  /** The field of the instance that is wrong, where it is one. */
  readonly field: string | null;
  /** It is a fault of the program. */
  readonly defect: boolean;
  /** A file of the engine could not be fetched: a worker that has tried will not try again. */
  readonly unreachable: boolean;
}
