import { numeric } from "../../solvers/numeric.ts";
import { runConformance } from "../conformance/suite.ts";

runConformance(numeric);
