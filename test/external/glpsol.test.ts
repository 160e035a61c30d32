import { createExternalSolver, externalPresets } from "../../solvers/external.ts";
import { runConformance } from "../conformance/suite.ts";

runConformance(createExternalSolver(externalPresets.glpsol));
