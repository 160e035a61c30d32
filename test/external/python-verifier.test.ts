import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createHighsSolver } from "../../solvers/highs.ts";
import { certify } from "../../src/analysis/certify.ts";
import { formatRational, ratio, rational } from "../../src/arithmetic/rational.ts";
import { type Certificate, serializeCertificate } from "../../src/certificate/format.ts";
import type { Verdict } from "../../src/certificate/verify/verdict.ts";
import { verifyCertificate } from "../../src/certificate/verify/verify.ts";
import { parseInstance } from "../../src/problem/instance.ts";
import { instanceOf } from "../certificate/support/brackets.ts";
import { groupsForgeries, groupsInstances } from "../certificate/support/groups.ts";
import { hostileTexts } from "../certificate/support/hostile-texts.ts";
import { type Document, mutant, Random, rehash } from "../certificate/support/mutants.ts";
import { pairsForgeries, pairsInstances } from "../certificate/support/pairs.ts";
import {
  measuredVerdict,
  meter,
  type PythonVerdict,
  pythonVerdicts,
  pythonVerifier,
  runPython,
} from "../certificate/support/python-verifier.ts";
import { rationalLaw } from "../certificate/support/rational-laws.ts";
import { continuumCertificates, enclosedCertificates, finiteCertificates } from "../certificate/support/small-certificates.ts";
import { isTrue } from "../certificate/support/truth.ts";
import { sharedFolder, temporaryFolder } from "../support/temporary-folder.ts";

// The second verifier needs python3, which every run of these tests must have: without it they fail.

const solver = createHighsSolver();
const instances = join(import.meta.dirname, "../../data/instances");
const read = (text: string): Verdict => verifyCertificate(JSON.parse(text));

/** What a verdict of either verifier says, in the same words; the reasons of a refusal are each verifier's own. */
function told(verdict: Verdict | PythonVerdict): object {
  if ("verdict" in verdict) {
    if (verdict.verdict !== "accepted") return { accepted: false };
    const { status, level, lower, upper, instanceHash, assumptions } = verdict;
    return { accepted: true, status, level, instanceHash, assumptions, ...(status === "optimal" && { lower, upper }) };
  }
  if (!verdict.accepted) return { accepted: false };
  const { status, level, instanceHash, assumptions } = verdict;
  const ends = verdict.status === "optimal" && { lower: formatRational(verdict.lower), upper: formatRational(verdict.upper) };
  return { accepted: true, status, level, instanceHash, assumptions, ...ends };
}

/** Both verifiers on the same texts; both accept, and say the same. */
function expectAcceptedByBoth(texts: readonly string[]): void {
  const verdicts = pythonVerdicts(texts);
  texts.forEach((text, k) => {
    const first = told(read(text));
    expect(first, text).toHaveProperty("accepted", true);
    expect(told(verdicts[k] as PythonVerdict), `${verdicts[k]?.reason} ${text}`).toEqual(first);
  });
}

describe("both verifiers say the same of certificates", () => {
  test("of every instance that comes with the package", async () => {
    const texts: string[] = [];
    const enclosed: string[] = [];
    for (const file of readdirSync(instances).filter((name) => name.endsWith(".json"))) {
      const problem = parseInstance(readFileSync(join(instances, file), "utf8"));
      // Any width will do, and wide brackets are quick to verify.
      const { certificate } = await certify(problem, { solver, width: 1e-5 });
      if (certificate === null) continue;
      const law = JSON.stringify(certificate.instance);
      (certificate.proof.kind === "prices" || /"(pareto|exponential|normal|lognormal|truncated-\w+)"/.test(law) ? enclosed : texts).push(
        serializeCertificate(certificate),
      );
    }
    expect(texts.length).toBeGreaterThan(20);
    expectAcceptedByBoth(texts);
    // Laws that are not rational, and proofs by prices, are not served by the second verifier: it says so, and never accepts.
    expect(enclosed.length).toBeGreaterThan(0);
    for (const { verdict, reason } of pythonVerdicts(enclosed))
      expect([verdict, reason]).toEqual(["not judged", expect.stringMatching(/not served/)]);
  });

  test("of random instances of every cell, of tables with any prior, and of grids and markets", async () => {
    const certificates = await finiteCertificates(1, 3);
    const levels = new Set(certificates.map(({ claim }) => claim.status));
    expect([...levels].sort()).toEqual(["infeasible", "optimal"]);
    expect(certificates.length).toBeGreaterThan(100);
    expectAcceptedByBoth(certificates.map(serializeCertificate));
  });

  test("of random rational laws on the continuum", async () => {
    const texts = (await continuumCertificates()).map(serializeCertificate);
    for (const [buyer, seller] of fc.sample(fc.tuple(rationalLaw, rationalLaw), { numRuns: 40 })) {
      const { certificate } = await certify(parseInstance(instanceOf(buyer, seller, { width: 1e-3 })));
      if (certificate?.proof.kind === "continuum") texts.push(serializeCertificate(certificate));
    }
    expect(texts.length).toBeGreaterThan(25);
    expectAcceptedByBoth(texts);
  }, 180_000);
});

/** The claim less sharp by 2^−36: by what the two verifiers may round, for a few traders and small worths. */
function loosened(document: Document): Document {
  const by = ratio(1n, 1n << 36n);
  const { lower, upper } = document.claim;
  return {
    ...document,
    claim: { status: "optimal", lower: formatRational(rational(lower).sub(by)), upper: formatRational(rational(upper).add(by)) },
  };
}

const forgeries = join(import.meta.dirname, "../certificate/forgeries");
const filesIn = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }));

describe("forgeries made by hand", () => {
  test("both verifiers refuse each", () => {
    const files = filesIn(forgeries);
    expect(files.length).toBeGreaterThanOrEqual(30);
    const verdicts = pythonVerdicts(files.map(({ text }) => text));
    files.forEach(({ name, text }, k) => {
      expect(verdicts[k]?.verdict, name).not.toBe("accepted");
      expect(read(text).accepted, name).toBe(false);
    });
  });

  test.each([
    ["pairs of cells", pairsInstances[0], pairsForgeries],
    ["cells of groups", groupsInstances[0], groupsForgeries],
  ] as const)("of proofs on %s", async (_, instance, forgeriesOf) => {
    const { certificate } = await certify(parseInstance(instance as object), { solver });
    expectAcceptedByBoth([serializeCertificate(certificate as Certificate)]);
    const forged = Object.entries(forgeriesOf(JSON.parse(JSON.stringify(certificate))));
    const verdicts = pythonVerdicts(forged.map(([, document]) => JSON.stringify(document)));
    forged.forEach(([name], k) => {
      expect(verdicts[k]?.verdict, name).not.toBe("accepted");
    });
  });

  test("texts that can be read in two ways are refused, or at most read as what is true", async () => {
    const files = filesIn(join(forgeries, "ambiguous"));
    const verdicts = pythonVerdicts(files.map(({ text }) => text));
    for (const [k, { name, text }] of files.entries()) {
      expect(verdicts[k]?.verdict, name).not.toBe("accepted");
      if (read(text).accepted) expect(await isTrue(JSON.parse(text)), name).toBe(true);
    }
    expect(files.length).toBeGreaterThan(3);
  });
});

/** Files that ask for more than they are worth, or are none. */
function hostileFiles(): Record<string, string | Uint8Array> {
  const { text } = filesIn(forgeries).find(({ name }) => name === "a-higher-optimum.json") as { text: string };
  const { text: continuum } = filesIn(forgeries).find(({ name }) => name === "a-bracket-closed-from-above.json") as { text: string };
  const forged = (edit: (document: Document) => void, from = text) => {
    const document = JSON.parse(from);
    edit(document);
    return JSON.stringify(rehash(document));
  };
  const law = (distribution: object) => forged((document) => Object.assign(document.instance.environment, { buyer: distribution }));
  const many = (count: number, entry: (k: number) => unknown) => Array.from({ length: count }, (_, k) => entry(k));
  const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
  return {
    nothing: "",
    "a list": "[]",
    "no JSON": "{]",
    "an end too early": text.slice(0, 500),
    "no UTF-8": Uint8Array.of(0x22, 0xff, 0xfe, 0x22),
    "no number": text.replace('"names"', '"extra": NaN, "names"'),
    "deep lists": nested(1_000_000),
    "deep objects": `${'{"a":'.repeat(300_000)}1${"}".repeat(300_000)}`,
    "deep options": text.replace('"options": {}', `"options": {"a": ${nested(100_000)}}`),
    "a deep law": text.replace(/"buyer": \{/, `"buyer": ${'{"distribution":"affine","scale":1,"shift":0,"of":'.repeat(2000)}{`),
    "a million digits": text.replace('"5/2"', `"${"7".repeat(1_000_000)}/3"`),
    "a number of a million digits": text.replace("[2,8]", `[2,${"8".repeat(1_000_000)}]`),
    "a long exponent": text.replace("[2,8]", "[2,1e999999999]"),
    "an exponent of a text": law({ distribution: "point-mass", at: "1e9999" }),
    "a small exponent": law({ distribution: "uniform", min: "1e-9999", max: "2e-9999" }),
    "a million keys": `{${many(1_000_000, (k) => `"${k}":0`).join(",")}}`,
    "two million zeros": `[${"0,".repeat(2_000_000)}0]`,
    "forty megabytes of spaces": " ".repeat(40_000_000),
    "a text of thirty megabytes": JSON.stringify("x".repeat(30_000_000)),
    "coprime denominators": forged((document) => {
      document.proof.mechanism.payments = {
        rule: "table",
        values: [many(4, (k) => `1/${10n ** 5000n + BigInt(k)}`), ["0", "0", "0", "0"]],
      };
      document.proof.multipliers.participation = many(2000, (k) => [0, k, `1/${10n ** 2000n + BigInt(k)}`]);
    }),
    "coprime knots": forged((document) => {
      document.proof.buyer.knots = many(4000, (k) => `1/${10n ** 300n + BigInt(2 * k + 1)}`);
    }, continuum),
    "many knots": forged((document) => {
      document.proof.buyer.knots = many(200_000, (k) => `${k + 1}/200003`);
    }, continuum),
    "a grid of a billion points": forged((document) => {
      document.instance.environment.buyer = { distribution: "uniform", min: 0, max: 1 };
      document.instance.discretization = { rule: "midpoint", points: 1_000_000_000 };
    }),
    "a wide grid": forged((document) => {
      const uniform = { distribution: "uniform", min: 0, max: 1 };
      Object.assign(document.instance.environment, { buyer: uniform, seller: uniform });
      document.instance.discretization = { rule: "midpoint", points: 20_000 };
    }),
    "a market of a billion traders": forged((document) => {
      const group = { count: 1_000_000_000, distribution: { distribution: "point-mass", at: 1 } };
      document.instance.environment = { kind: "multilateral-trade", buyers: [group], sellers: [group] };
    }),
    "many small types": forged((document) => {
      const group = { count: 7, distribution: { distribution: "empirical", samples: many(100, (k) => k) } };
      document.instance.environment = { kind: "multilateral-trade", buyers: [group], sellers: [group] };
    }),
    "many agents": forged((document) => {
      const agents = many(60, (k) => ({ name: `${k}`, types: ["a", "b"] }));
      const prior = { independent: many(60, () => ["1/2", "1/2"]) };
      document.instance.environment = { kind: "finite", agents, prior, outcomes: ["x"], utilities: many(60, () => [[0, 0]]) };
    }),
    "a high power": law({ distribution: "power", min: 0, max: 1, exponent: 1e300 }),
    "a mixture of many bells": forged((document) => {
      const bell = (k: number) => ({ distribution: "beta", a: 64, b: 64, min: k, max: k + 1000 });
      document.instance.environment.buyer = { distribution: "mixture", weights: many(500, () => "1/500"), components: many(500, bell) };
    }, continuum),
    "a mixture of mixtures": forged((document) => {
      let inner: object = { distribution: "uniform", min: 0, max: 1 };
      for (let depth = 0; depth < 15; depth++) inner = { distribution: "mixture", weights: ["1/2", "1/2"], components: [inner, inner] };
      document.instance.environment.buyer = inner;
    }, continuum),
  };
}

test("hostile files end within 5 seconds of computing and 500 MB, in one sentence each, without an acceptance", () => {
  const files = hostileFiles();
  expect(Object.keys(files).length).toBeGreaterThanOrEqual(30);
  for (const [name, content] of Object.entries(files)) {
    const { verdict, reason, seconds, megabytes } = measuredVerdict(content);
    expect(verdict, `${name}: ${reason}`).not.toBe("accepted");
    expect(reason, name).toMatch(/^.{10,400}$/);
    expect(seconds, name).toBeLessThan(5);
    expect(megabytes, name).toBeLessThan(500);
  }
});

test("the first verifier, too, takes at most 5 seconds of computing and 500 MB, each file in a process of its own", () => {
  const folder = temporaryFolder();
  const entry = join(folder, "entry.ts");
  const source = (path: string) => JSON.stringify(join(import.meta.dirname, "../../src", path));
  writeFileSync(
    entry,
    `import { readFileSync } from "node:fs";
import { readCertificateText } from ${source("certificate/verify/read-certificate.ts")};
import { verifyCertificate } from ${source("certificate/verify/verify.ts")};
try {
  const verdict = verifyCertificate(readCertificateText(readFileSync(process.argv[2], "utf8"), "file"));
  console.log(verdict.accepted ? "accepted" : "refused");
} catch (error) {
  console.log(error.name);
}`,
  );
  const program = join(folder, "verify.cjs");
  buildSync({ entryPoints: [entry], bundle: true, platform: "node", outfile: program, logLevel: "error" });
  for (const [name, make] of Object.entries(hostileTexts)) {
    const file = join(folder, "certificate.json");
    writeFileSync(file, make());
    const { stdout } = spawnSync("python3", ["-c", meter, process.execPath, program, file], { encoding: "utf8" });
    const [verdict, used = ""] = stdout.trimEnd().split("\n");
    const [seconds, megabytes] = used.split(" ").map(Number);
    expect(verdict, name).toMatch(/^(refused|InvalidInputError)$/);
    expect(seconds, name).toBeLessThan(5);
    expect(megabytes, name).toBeLessThan(500);
  }
});

test("grids whose rare types were merged are the same types to both", async () => {
  const uniform = { distribution: "uniform", min: 0, max: 1 } as const;
  const steep = { distribution: "power", min: 0, max: 1, exponent: 3 } as const;
  const texts: string[] = [];
  for (const [buyer, mergeBelow] of [
    [steep, 0.01],
    [steep, 0.1],
    [{ distribution: "discrete", values: [0, 1, 2], masses: ["1/1000", "1/2", "499/1000"] }, 0.001],
    [{ distribution: "discrete", values: [0, 1, 2], masses: ["1/1001", "1/2", "999/2002"] }, 0.001],
  ] as const) {
    const problem = { ...instanceOf(buyer, uniform, {}), discretization: { rule: "midpoint", points: 9, mergeBelow } };
    const { certificate } = await certify(parseInstance(problem), { solver });
    texts.push(serializeCertificate(certificate as Certificate));
  }
  expectAcceptedByBoth(texts);
  // Other types, but for the last one, of which as many are merged.
  const forged = texts.slice(0, 3).map((text) => {
    const document = JSON.parse(text);
    document.instance.discretization.mergeBelow = 0.05;
    return JSON.stringify(rehash(document));
  });
  for (const { verdict } of pythonVerdicts(forged)) expect(verdict).not.toBe("accepted");
  for (const text of forged) expect(read(text).accepted).toBe(false);
});

describe("the command", () => {
  const folder = sharedFolder();
  const write = (name: string, content: string) => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  const instance = readFileSync(join(instances, "two-points.json"), "utf8");

  test("says what was proved, and tells by its exit code what became of the files", async () => {
    const { certificate } = await certify(parseInstance(instance), { solver });
    if (certificate === null) throw new Error("no certificate");
    const good = write("good.json", serializeCertificate(certificate));
    const bad = write("bad.json", serializeCertificate({ ...certificate, claim: { status: "optimal", lower: "1", upper: "1" } }));
    const accepted = runPython([good]);
    expect(accepted.status).toBe(0);
    expect(accepted.stdout).toContain("accepted, exact: the optimum is 1/2");
    expect(accepted.stdout).toContain("bilateral trade, 2 × 2 types; dominant incentives, ex-post participation, balanced budget");
    expect(accepted.stdout).toContain(certificate.instanceHash);
    expect(accepted.stdout).toContain("assumptions: none");
    expect(runPython([good, bad])).toMatchObject({ status: 5, stdout: expect.stringContaining("REJECTED: claim.lower") });
    expect(runPython([good, join(folder, "missing.json"), bad])).toMatchObject({
      status: 2,
      stdout: expect.stringContaining("NOT JUDGED"),
    });
    expect(runPython([]).status).toBe(2);
    expect(runPython(["--help"]).stdout).toContain("--instance FILE");
  });

  test("--instance compares the questions, however they are written", async () => {
    const { certificate } = await certify(parseInstance(instance), { solver });
    const file = write("certificate.json", serializeCertificate(certificate as Certificate));
    const same = { ...JSON.parse(instance), name: "the same question under another name", width: 0.01 };
    const other = { ...same, budget: { rule: "balanced", requiredProfit: "1/1000000000000" } };
    expect(runPython([file, "--instance", join(instances, "two-points.json")]).status).toBe(0);
    expect(runPython([file, "--instance", write("same.json", JSON.stringify(same))]).status).toBe(0);
    expect(runPython([file, "--instance", write("other.json", JSON.stringify(other))])).toMatchObject({
      status: 5,
      stdout: expect.stringContaining("the certificate is about another instance"),
    });
    expect(runPython([file, "--instance", join(folder, "missing.json")]).status).toBe(2);
  });

  test("is one file of fewer than 1200 lines that imports the standard library only", () => {
    const source = readFileSync(pythonVerifier, "utf8");
    expect(source.trimEnd().split("\n").length).toBeLessThan(1200);
    const imported = [...source.matchAll(/^\s*(?:import|from) ([\w., ]+?)(?: import .*)?$/gm)].flatMap(([, names]) =>
      (names as string).split(", "),
    );
    expect(new Set(imported)).toEqual(
      new Set([
        "argparse",
        "bisect",
        "collections",
        "fractions",
        "functools",
        "gc",
        "hashlib",
        "itertools",
        "json",
        "math",
        "operator",
        "re",
        "sys",
      ]),
    );
    expect(source).not.toMatch(/\b(eval|exec|__import__|subprocess|socket|pickle)\b/);
  });
});

describe("mutants", () => {
  const seed = Number(process.env.FC_SEED ?? 20261127);
  const total = Number(process.env.FUZZ_MUTANTS ?? 3000);

  test(
    `${total} mutants: both accept or both refuse, and nothing that is accepted is false`,
    async () => {
      const [finite, rational, enclosed] = [await finiteCertificates(seed), await continuumCertificates(), await enclosedCertificates()];
      const originals = [...finite, ...rational, ...enclosed];
      const random = new Random(seed);
      const counts: Record<string, number> = {};
      for (let done = 0; done < total; ) {
        const batch = Array.from({ length: Math.min(1000, total - done) }, () =>
          mutant(random.of([finite, rational, enclosed, originals]), random),
        );
        const texts = batch.map(({ document }) => JSON.stringify(document));
        const verdicts = pythonVerdicts(texts);
        for (const [k, { changes, document }] of batch.entries()) {
          const first = told(read(texts[k] as string));
          const second = told(verdicts[k] as PythonVerdict);
          const where = `seed ${seed}, mutant ${done + k} (${changes.join("; ")}): ${verdicts[k]?.reason}\n${texts[k]}`;
          const served = !/not served/.test(verdicts[k]?.reason ?? "");
          const agree = !served || JSON.stringify(first) === JSON.stringify(second);
          const continuum = /^continuum/.test(document.proof?.kind);
          if (!agree && continuum) {
            // Bounds on the continuum are rounded, by each verifier in its own way: a claim may lie between the two.
            counts.rounding = (counts.rounding ?? 0) + 1;
            expect(second, where).toHaveProperty("accepted", true);
            expect(told(verifyCertificate(loosened(document))), where).toHaveProperty("accepted", true);
          } else if (served) expect(second, where).toEqual(first);
          const kind = !served ? "one verifier's" : continuum ? "continuum" : "finite";
          const outcome = served ? verdicts[k]?.verdict === "accepted" : read(texts[k] as string).accepted;
          const name = `${kind} ${outcome ? "accepted" : "refused"}`;
          counts[name] = (counts[name] ?? 0) + 1;
          if (outcome) expect(await isTrue(document), where).toBe(true);
        }
        done += batch.length;
        if (done % 10_000 === 0) console.log(`${done} mutants: ${JSON.stringify(counts)}`);
      }
      console.log(`seed ${seed}, ${total} mutants of ${originals.length} certificates: ${JSON.stringify(counts)}`);
      expect(counts.rounding ?? 0).toBeLessThan(total / 200);
      for (const kind of ["finite", "continuum", "one verifier's"]) {
        expect(counts[`${kind} refused`]).toBeGreaterThan(total / 20);
        expect(counts[`${kind} accepted`]).toBeGreaterThan(total / 200);
      }
    },
    120_000 + 240 * total,
  );
});
