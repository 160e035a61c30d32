import { extremeProblems } from "./extreme-problems.ts";
import { ordinaryProblems } from "./ordinary-problems.ts";
import type { Problem } from "./problem.ts";
import { quadraticProblems } from "./quadratic-problems.ts";
import { unsolvableProblems } from "./unsolvable-problems.ts";

/** Every worked problem. */
export const problems: readonly Problem[] = [...ordinaryProblems, ...unsolvableProblems, ...extremeProblems, ...quadraticProblems];
