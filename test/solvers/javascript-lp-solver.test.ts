import { javascriptLpSolver } from "../../solvers/javascript-lp-solver.ts";
import { runConformance } from "../conformance/suite.ts";

runConformance(javascriptLpSolver);
