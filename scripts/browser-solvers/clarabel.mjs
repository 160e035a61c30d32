export { clarabelVersion, solveConic } from "cvxjs";
