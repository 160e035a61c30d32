import fc from "fast-check";

// Properties run on the same cases everywhere; FC_SEED=n explores others. A failure prints the seed and the path.
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20261121), numRuns: Number(process.env.FC_RUNS ?? 100), endOnFailure: false });
