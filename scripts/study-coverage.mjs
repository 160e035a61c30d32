// How often bootstrap bands hold the true second best: samples from U[0,1] on either side, where it is 9/64. Usage: node scripts/study-coverage.mjs [REPETITIONS] [DRAWS]
import { randomFrom } from "../dist/src/arithmetic/random.js";
import { dataFrontier } from "../dist/src/index.js";

const [repetitions, draws] = [Number(process.argv[2] ?? 200), Number(process.argv[3] ?? 200)];
const truth = 9 / 64;
console.log("| law | samples a side | bands that hold 9/64 | mean estimate |\n|---|---:|---:|---:|");
for (const [estimator, sizes] of [
  ["empirical", [50, 200, 1000]],
  ["decreasing", [50, 200]],
]) {
  for (const size of sizes) {
    const random = randomFrom(size);
    const sample = () => Array.from({ length: size }, random);
    let [held, sum] = [0, 0];
    // Continuous laws take longer: fewer repetitions.
    const runs = estimator === "empirical" ? repetitions : Math.ceil(repetitions / 5);
    for (let run = 0; run < runs; run++) {
      const options = {
        estimator,
        draws: estimator === "empirical" ? draws : Math.ceil(draws / 4),
        points: 2,
        seed: run,
        support: { min: 0, max: 1 },
      };
      const { secondBest } = await dataFrontier({ samples: sample() }, { samples: sample() }, options);
      if (secondBest.band.lower <= truth && truth <= secondBest.band.upper) held++;
      sum += secondBest.value;
    }
    console.log(`| ${estimator} | ${size} | ${((100 * held) / runs).toFixed(1)} % of ${runs} | ${(sum / runs).toFixed(5)} |`);
  }
}
