import { clarabel } from "../../solvers/clarabel.ts";
import { runConformance } from "../conformance/suite.ts";

runConformance(clarabel);
