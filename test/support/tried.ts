/** How much is tried of a kind that costs: so much in every run of the tests, or all of it with SECONDBEST_THOROUGH=1 (`npm run test:thorough`). */
export const tried = <T>(usually: T, thoroughly: T): T => (process.env.SECONDBEST_THOROUGH ? thoroughly : usually);

/** Runs of a property that costs; as many as FC_RUNS says where it is set. */
export const runsOf = (usually: number, thoroughly: number): number => Number(process.env.FC_RUNS ?? tried(usually, thoroughly));
