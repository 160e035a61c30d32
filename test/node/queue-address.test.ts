import { describe, expect, test } from "vitest";
import { readAddress } from "../../src/node/sweep/queue/server.ts";
import { instance, secondbest } from "../cli/command.ts";

const design = JSON.stringify({ instance: "x.json", rows: [{ incentives: "dominant" }] }).replace(
  "x.json",
  instance("kos-manea-two-types"),
);

describe("the address of a queue", () => {
  test("is one of PostgreSQL or Redis, and is shown without its password", () => {
    expect(readAddress("postgres://me:secret@db/studies").shown).toBe("postgres://me:***@db/studies");
    expect(readAddress("postgresql:///studies").service.tables).toBe(true);
    expect(readAddress("rediss://:secret@cache:6380/2").service.tables).toBe(false);
  });

  test.each([["mysql://me:secret@db"], ["localhost:6379"], ["redis:///0"], [""]])("%j is none", (address) => {
    expect(() => readAddress(address)).toThrow(/^queue: expected the address of a server, postgres:\/\/… or redis:\/\/…, got (?!.*secret)/);
  });

  test("goes with a number of batches", async () => {
    const { code, stderr } = await secondbest(["sweep", "-", "--queue", "redis://127.0.0.1:9", "--in-flight", "0"], { input: design });
    expect([code, stderr]).toEqual([2, expect.stringContaining("--in-flight: expected a number of batches from 1 to 10000")]);
  });

  // Port 9 of this machine: nobody listens there.
  test.each(["redis://127.0.0.1:9", "postgres://127.0.0.1:9/studies"])("%s cannot be reached, which is told at once", async (queue) => {
    for (const args of [
      ["sweep", "-", "--queue", queue],
      ["worker", "--queue", queue, "--workers", "0"],
    ]) {
      const { code, stdout, stderr } = await secondbest(args, { input: design });
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(
        /^secondbest: queue: expected a server that can be reached, got [^\n]*ECONNREFUSED[^\n]*\. Start the server, or correct the address\.\n$/,
      );
    }
  });
});
