import type { InstanceJson } from "../../../src/index.ts";

/** An instance that comes with the package. */
export interface Example {
  /** The name of its file. */
  readonly id: string;
  readonly title: string;
  /** The text of the file, in which every digit of a number is. */
  readonly text: string;
}

const files = import.meta.glob<string>("../../../data/instances/*.json", { query: "?raw", import: "default", eager: true });

/** All instances of `data/instances`, by name. */
export const examples: readonly Example[] = Object.entries(files)
  .map(([path, text]) => {
    const id = path.replace(/^.*\/|\.json$/g, "");
    return { id, title: titleOf(JSON.parse(text) as InstanceJson, id), text };
  })
  .sort((a, b) => (a.title < b.title ? -1 : 1));

/** The one that the explorer opens with: uniform types, whose second best is 9/64. */
export const firstExample = "uniform-continuous";

export function exampleById(id: string): Example | undefined {
  return examples.find((example) => example.id === id);
}

function titleOf({ name = "" }: InstanceJson, id: string): string {
  const words = (name || id).replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
