import { spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

/** Runs a Python program that has the client at hand and prints one JSON document. */
function python(code: string, program = [process.execPath, join(root, "dist/src/cli/main.js")].join(delimiter)): unknown {
  const text = `import json, sys\nsys.path.insert(0, ${JSON.stringify(join(root, "clients/python"))})\nimport secondbest\n${code}`;
  const { stdout, stderr, error } = spawnSync("python3", ["-c", text], {
    encoding: "utf8",
    cwd: root,
    env: { ...process.env, SECONDBEST: program },
  });
  if (error) throw error;
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

// The built command line and python3, which every run of these tests must have.
describe("the Python client", () => {
  test("solves, with changes and a proof, and keeps infeasible problems as results", () => {
    expect(
      python(`
instance = open("data/instances/uniform.json").read()
result = secondbest.solve(instance)
proved = secondbest.solve(json.loads(instance), set=["discretization.points=4"], level="exact")
hopeless = secondbest.solve(instance, set='budget={"rule":"ex-ante","requiredProfit":9}')
print(json.dumps([result["value"]["exact"], proved["certificate"]["level"], hopeless["status"], len(result["mechanism"]["buyer"]["values"])]))`),
    ).toEqual(["323/2200", "exact", "infeasible", 20]);
  });

  test("says what is wrong as the command line does", () => {
    expect(
      python(`
try:
    secondbest.solve({"format": "secondbest/instance@1", "environment": {"kind": "bilateral-trade"}})
except secondbest.InvalidInput as error:
    print(json.dumps([error.field, bool(error.remedy)]))`),
    ).toEqual(["environment.buyer", true]);
    expect(
      python(`
try:
    secondbest.solve("{}", program="/nowhere/secondbest")
except secondbest.Failure as error:
    print(json.dumps("could not be started" in str(error)))`),
    ).toBe(true);
  });

  test("verifies, evaluates and checks", () => {
    expect(
      python(`
import os, tempfile
with tempfile.TemporaryDirectory() as folder:
    file = os.path.join(folder, "proof.json")
    secondbest.run(["solve", "data/instances/two-points.json", "--certificate", file])
    certificate = json.load(open(file))
    forged = {**certificate, "claim": {**certificate["claim"], "lower": "1", "upper": "1"}}
    verdicts = [verdict["accepted"] for verdict in secondbest.verify(file, certificate, forged)]
gains = secondbest.evaluate(open("data/instances/uniform-continuous.json").read(), "posted-price:p=0.5")["gainsFromTrade"]
agree, report = secondbest.check("myerson-satterthwaite/two-point-example")
print(json.dumps([verdicts, round(gains, 12), agree]))`),
    ).toEqual([[true, true, false], 0.125, true]);
  });
});
