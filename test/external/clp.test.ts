import { createExternalSolver } from "../../solvers/external.ts";
import { externalPresets } from "../../solvers/external-presets.ts";
import { runConformance } from "../conformance/suite.ts";

runConformance(createExternalSolver(externalPresets.clp));
