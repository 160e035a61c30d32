import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { deflateSync, strToU8 } from "fflate";
import { describe, expect, test } from "vitest";
import { instanceTextOf, permalink } from "../../explorer/src/instance/permalink.ts";
import { type InstanceJson, parseInstance, serializeInstance } from "../../src/index.ts";
import { root } from "../repository/run.ts";

/** Characters of an instance that a link may hold. */
const longestInstance = 200_000;

const folder = join(root, "data/instances");
const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
const instanceIn = (name: string): InstanceJson => serializeInstance(parseInstance(readFileSync(join(folder, name), "utf8")));

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");

describe("a permalink", () => {
  test.each(names)("of %s has at most 700 characters and holds the whole instance", (name) => {
    const instance = instanceIn(name);
    const link = permalink(instance);
    expect(link.length).toBeLessThanOrEqual(700);
    expect(link).toMatch(/^#instance=[\w-]+$/);
    expect(instanceTextOf(link)).toBe(JSON.stringify(instance));
  });

  test("holds any text, whatever its script", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 300 }), (name) => {
        const instance = { ...instanceIn("uniform.json"), name };
        expect(instanceTextOf(permalink(instance))).toBe(JSON.stringify(instance));
      }),
    );
  });

  test("says in one sentence what is wrong with a damaged one", () => {
    const link = permalink(instanceIn("public-good.json"));
    fc.assert(
      fc.property(fc.integer({ min: 12, max: link.length - 1 }), (end) => {
        let text: string | null = null;
        try {
          text = instanceTextOf(link.slice(0, end));
        } catch (error) {
          expect((error as Error).message).toMatch(/^The link [^.]+\.$/);
        }
        // A cut link never passes for the whole.
        expect(text).toBeNull();
      }),
    );
    expect(() => instanceTextOf(`${link}!`)).toThrow("holds characters that no link has");
    expect(() => instanceTextOf("#instance=")).toThrow("holds characters that no link has");
    expect(() => instanceTextOf(`#instance=${"A".repeat(longestInstance + 1)}`)).toThrow("too long");
  });

  test("that unpacks to very much is given up long before", () => {
    const bomb = deflateSync(new Uint8Array(20_000_000), { level: 9 });
    expect(base64url(bomb).length).toBeLessThan(longestInstance);
    const before = process.memoryUsage().arrayBuffers;
    expect(() => instanceTextOf(`#instance=${base64url(bomb)}`)).toThrow("holds more than an instance can be");
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5_000_000);
  });

  test("is nothing but text: what it says is for the engine to read", () => {
    const hostile = '{"__proto__": {"polluted": true}, "name": "<img src=x onerror=alert(1)>"}';
    const link = `#instance=${base64url(deflateSync(strToU8(hostile)))}`;
    expect(instanceTextOf(link)).toBe(hostile);
    expect(() => parseInstance(instanceTextOf(link))).toThrow(/__proto__/);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test("is not every fragment", () => {
    for (const fragment of ["", "#", "#main", "#instances=abc"]) expect(instanceTextOf(fragment)).toBeNull();
  });
});
