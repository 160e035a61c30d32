import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { certify } from "../../src/analysis/certify.ts";
import { canonicalJson, hashInstance, serializeCertificate } from "../../src/certificate/format.ts";
import { parseCertificate } from "../../src/certificate/verify/read-certificate.ts";
import { verifyCertificate } from "../../src/certificate/verify/verify.ts";
import { InvalidInputError } from "../../src/errors.ts";
import { parseInstance } from "../../src/problem/instance.ts";

// biome-ignore lint/suspicious/noExplicitAny: documents of any shape are the subject here
type Document = any;

const law = { distribution: "discrete", values: [1, 3], masses: ["1/2", "1/2"] };
const instance = {
  format: "secondbest/instance@1",
  environment: { kind: "bilateral-trade", buyer: law, seller: { distribution: "discrete", values: [0, 2], masses: ["1/2", "1/2"] } },
};
let valid: Document;

beforeAll(async () => {
  const { certificate } = await certify(parseInstance(instance));
  valid = JSON.parse(serializeCertificate(certificate as NonNullable<typeof certificate>));
});

test("canonical JSON sorts the keys at every depth and drops the spaces", () => {
  expect(canonicalJson({ b: [1, { d: null, c: "é" }], a: true })).toBe('{"a":true,"b":[1,{"c":"é","d":null}]}');
});

test("the hash is SHA-256 of that text, whatever the order of the keys", () => {
  const text = '{"a":1.5,"b":"Čopič–Ponsatí"}';
  const expected = createHash("sha256").update(text).digest("hex");
  expect(hashInstance({ b: "Čopič–Ponsatí", a: 1.5 })).toBe(expected);
  expect(hashInstance({ a: 1.5, b: "Čopič–Ponsatí" })).toBe(expected);
});

describe("a valid certificate with one thing wrong is refused, naming it", () => {
  const cases: [string, (document: Document) => void][] = [
    ["format", (d) => Object.assign(d, { format: "secondbest/certificate@2" })],
    ["certificate.claim", (d) => delete d.claim],
    ["certificate.extra", (d) => Object.assign(d, { extra: 1 })],
    ["instance", (d) => Object.assign(d, { instance: [] })],
    ["instanceHash", (d) => Object.assign(d, { instanceHash: "abc" })],
    ["claim.status", (d) => Object.assign(d.claim, { status: "unbounded" })],
    ["claim.lower", (d) => Object.assign(d.claim, { lower: 0.5 })],
    ["claim.upper", (d) => Object.assign(d.claim, { upper: "1/0" })],
    ["claim.extra", (d) => Object.assign(d.claim, { extra: 1 })],
    ["proof.kind", (d) => Object.assign(d.proof, { kind: "trust me" })],
    ["proof.mechanism.lottery[1]", (d) => Object.assign(d.proof.mechanism.lottery, { 1: -1 })],
    ["proof.mechanism.lottery[1][0]", (d) => Object.assign(d.proof.mechanism.lottery, { 1: [[0, "1/2", 3]] })],
    [
      "proof.mechanism.lottery[1][1]",
      (d) =>
        Object.assign(d.proof.mechanism.lottery, {
          1: [
            [1, "1/2"],
            [0, "1/2"],
          ],
        }),
    ],
    ["proof.mechanism.payments.rule", (d) => Object.assign(d.proof.mechanism.payments, { rule: "free" })],
    ["proof.mechanism.payments.values[0][0]", (d) => Object.assign(d.proof.mechanism.payments.values[0], { 0: "01" })],
    [
      "proof.multipliers.budget[1]",
      (d) => Object.assign(d.proof.multipliers, { budget: [d.proof.multipliers.budget[0] ?? [0, "1"], [0, "1"]] }),
    ],
    ["proof.multipliers.participation[0]", (d) => Object.assign(d.proof.multipliers.participation, { 0: [0, "1"] })],
    ["provenance.solver", (d) => Object.assign(d.provenance, { solver: "highs" })],
    ["provenance.repairs[0]", (d) => Object.assign(d.provenance, { repairs: [1] })],
    ["names.agents[0].types[0]", (d) => Object.assign(d.names.agents[0].types, { 0: 1 })],
  ];
  test.each(cases)("%s", (field, damage) => {
    const document = JSON.parse(JSON.stringify(valid));
    expect(() => parseCertificate(document)).not.toThrow();
    damage(document);
    let caught: unknown;
    try {
      parseCertificate(document);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(InvalidInputError);
    expect((caught as InvalidInputError).field).toBe(field);
    expect(verifyCertificate(document).accepted).toBe(false);
  });
});

test("what the verifier does not know is refused, even if the instance were readable", () => {
  const document = JSON.parse(JSON.stringify(valid));
  document.instance.environment.curvature = "1";
  document.instanceHash = hashInstance(document.instance);
  expect(verifyCertificate(document)).toEqual({
    accepted: false,
    reason: "no certificate covers what the instance says in environment.curvature",
  });
});
