import { type Random, randomFrom } from "../../arithmetic/random.ts";
import type { Solve } from "../../solve.ts";
import { measure, type Observations, type Sample, type SampleNumbers, sizeOf } from "./sample.ts";

/** Makes bootstrap draws of a sample, from the `from`-th to before the `to`-th, in their order. */
export interface DrawExecutor {
  /** How many runs go on at once. */
  readonly width: number;
  run(sample: Sample, from: number, to: number): Promise<readonly SampleNumbers[]>;
  close(): Promise<void>;
}

/** Makes draws one after the other where it is called. */
export function drawsInProcess(solve: Solve): DrawExecutor {
  return {
    width: 1,
    async run(sample, from, to) {
      const drawn: SampleNumbers[] = [];
      for (let draw = from; draw < to; draw++) drawn.push(await measure(drawOf(sample, draw), solve));
      return drawn;
    },
    async close() {},
  };
}

/** The observations drawn with replacement. Each draw has its own part of one sequence of random numbers, so that it is the same wherever it is made. */
function drawOf(sample: Sample, draw: number): Sample {
  const { buyer, seller, seed } = sample;
  const random = randomFrom(seed, draw * (sizeOf(buyer) + sizeOf(seller)));
  return { ...sample, buyer: resampled(buyer, random), seller: resampled(seller, random) };
}

function resampled(data: Observations, random: Random): Observations {
  const draw = <T>(list: readonly T[]): T[] => list.map(() => list[Math.floor(random() * list.length)] as T);
  return "samples" in data ? { samples: draw(data.samples) } : { offers: draw(data.offers) };
}
