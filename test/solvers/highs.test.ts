import { highs } from "../../solvers/highs.ts";
import { runConformance } from "../conformance/suite.ts";

runConformance(highs);
