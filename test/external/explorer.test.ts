import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync, gzipSync } from "node:zlib";
import axe from "axe-core";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { permalink } from "../../explorer/src/instance/permalink.ts";
import {
  bilateralTrade,
  certify,
  designProblem,
  type InstanceJson,
  parseInstance,
  serializeCertificate,
  serializeInstance,
  solve,
  uniform,
} from "../../src/index.ts";
import { root } from "../repository/run.ts";
import { browserPath } from "./chromium.ts";

const instanceText = (name: string) => readFileSync(join(root, `data/instances/${name}.json`), "utf8");
const instanceOf = (name: string): InstanceJson => serializeInstance(parseInstance(instanceText(name)));

/** Both ends of a bracket as the page shows it. */
function ends(text: string): [number, number] {
  const [, lower, upper] = /^between (\S+) and (\S+)$/.exec(text) ?? [];
  return [Number(lower), Number(upper)];
}

// The built page as `secondbest explore` serves it, in a browser.
describe("the explorer", () => {
  let server: ChildProcess;
  let address = "";
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[] = [];
  let fetched: string[] = [];

  beforeAll(async () => {
    server = spawn(process.execPath, [join(root, "dist/src/cli/main.js"), "explore", "--port", "0"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    [address] = String((await once(server.stdout as NodeJS.ReadableStream, "data"))[0]).split("\n") as [string];
    browser = await chromium.launch({ executablePath: browserPath(), args: ["--no-sandbox", "--disable-gpu"] });
  });

  afterAll(async () => {
    await browser?.close();
    server?.kill();
  });

  beforeEach(async () => {
    [complaints, fetched] = [[], []];
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    context.setDefaultTimeout(60_000);
    page = await context.newPage();
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && complaints.push(message.text()));
    context.on("response", (response) => fetched.push(response.url().slice(address.length)));
  });

  afterEach(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });

  const value = () => page.getByTestId("value");
  const open = async (fragment = "") => {
    await page.goto(address + fragment);
    await page.getByRole("button", { name: "Solve", exact: true }).waitFor();
  };
  /** What a figure says to those who do not see it. */
  const described = () => page.locator(".figure > svg > desc").textContent();
  /** Until the form shows it: from then on what was there before is marked as stale. */
  const choose = async (name: string) => {
    await page.getByLabel("Start from").selectOption(name);
    await expect.poll(() => page.locator(".instance-name").textContent()).toBe(name.replaceAll("-", " "));
  };

  test("shows 9/64 bracketed, the gap of 1/4 and the theorem that says so", async () => {
    await open();
    // A draft comes first, and holds the value as well.
    const bracket = async () => ends((await value().textContent()) ?? "");
    const [least, most] = await bracket();
    process.stdout.write(
      `First bracket: ${Math.round(await page.evaluate<number>("performance.now()"))} ms after the page was asked for.\n`,
    );
    expect(least).toBeLessThanOrEqual(9 / 64);
    expect(most).toBeGreaterThanOrEqual(9 / 64);
    expect(most - least).toBeLessThan(1e-3);
    await expect.poll(() => page.locator(".badge.draft").count()).toBe(0);
    const [lower, upper] = await bracket();
    expect(lower).toBeLessThanOrEqual(9 / 64);
    expect(upper).toBeGreaterThanOrEqual(9 / 64);
    expect(upper - lower).toBeLessThan(1e-8);
    expect(await page.locator(".theorems").textContent()).toContain("value = 9/64");
    // Myerson and Satterthwaite's α = 1/3 is λ/(1 + λ) of the budget's price 1/2.
    // On a slow machine it has to be asked for.
    await page
      .getByRole("button", { name: "Explain" })
      .click({ timeout: 5_000 })
      .catch(() => undefined);
    await expect.poll(() => page.locator(".why").textContent()).toMatch(/λ = 0\.(?:4999|5)/);
    expect(await described()).toMatch(/the smallest value − cost at which it can is 0\.25; from 0\.25 on it is sure/);
    expect(await page.locator(".facts").textContent()).toContain("exactly when the gap value − cost is at least 0.25");
  });

  test("moves with a slider, without a click", async () => {
    await open();
    await value().waitFor();
    const before = await value().textContent();
    const slider = page.getByLabel("Buyer’s value: to, slider");
    await slider.fill("1.5");
    await expect.poll(() => value().textContent()).not.toBe(before);
    await expect.poll(() => page.locator(".result.stale").count()).toBe(0);
    // The same problem, stated in code: both brackets hold its value.
    const wide = bilateralTrade({ buyer: uniform({ min: 0, max: 1.5 }), seller: uniform({ min: 0, max: 1 }) });
    const again = await solve(designProblem({ environment: wide }));
    const [lower, upper] = ends((await value().textContent()) ?? "");
    expect(lower).toBeGreaterThan(9 / 64);
    expect(Math.max(lower, again.value.lower)).toBeLessThanOrEqual(Math.min(upper, again.value.upper));
    expect(new URL(page.url()).hash).toMatch(/^#instance=/);
  });

  test("a permalink fills the form, starts nothing, and gives the same value once asked", async () => {
    const instance = { ...instanceOf("two-points"), name: '<img src=x onerror="document.title=1">' };
    await open(permalink(instance));
    await expect.poll(() => page.locator(".instance-name").textContent()).toBe(instance.name);
    expect(await page.getByLabel("Buyer’s value: types").inputValue()).toBe("0, 3");
    await page.waitForTimeout(300);
    expect(await value().count()).toBe(0);
    expect(await page.locator(".waiting").textContent()).toContain("came with a link");
    await page.getByRole("button", { name: "Solve", exact: true }).click();
    // Value 0 or 3, cost 1 or 4, each with probability 1/2: only 3 and 1 trade, (3 − 1)/4.
    await expect.poll(() => value().textContent()).toBe("0.5");
    expect(await page.title()).toBe("secondbest");
  });

  test.each([
    ["damaged", "#instance=AAAA", "The link is damaged"],
    ["of something else", `#instance=${deflateRawSync('{"hello":"world"}').toString("base64url")}`, 'unknown field "hello"'],
    ["much too long", `#instance=${"A".repeat(300_000)}`, "too long"],
  ])("a link that is %s is told in one sentence", async (_, fragment, sentence) => {
    await open(fragment);
    const alert = page.getByRole("alert");
    await alert.waitFor();
    expect(await alert.textContent()).toContain(sentence);
    expect(await value().count()).toBe(0);
  });

  test("fetches a solver only when a program is needed", async () => {
    await open();
    await value().waitFor();
    const solvers = () => fetched.filter((url) => /highs|clarabel/.test(url));
    expect(solvers()).toEqual([]);
    await choose("uniform-dominant");
    await expect.poll(() => page.locator(".constraints").textContent()).toContain("linear-program");
    expect(solvers().some((url) => url.includes("highs"))).toBe(true);
    expect(await value().textContent()).toContain("0.130625");
  });

  test("loads less than 2 MB compressed before anything is solved as a program", async () => {
    await open();
    await value().waitFor();
    await page.evaluate("navigator.serviceWorker.ready");
    const files = [...new Set(fetched.filter((url) => !url.startsWith("#")))];
    const bodies = await Promise.all(files.map(async (url) => Buffer.from(await (await fetch(address + url)).arrayBuffer())));
    const total = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
    process.stdout.write(`First load: ${files.length} files, ${Math.round(total / 1000)} kB compressed.\n`);
    expect(total).toBeGreaterThan(100_000);
    expect(total).toBeLessThan(2_000_000);
  });

  test("works without a network once it is loaded, also when it is loaded again", async () => {
    await open();
    await value().waitFor();
    await page.evaluate("navigator.serviceWorker.ready");
    await context.setOffline(true);
    await page.reload();
    await value().waitFor();
    await choose("kos-manea-two-types");
    await expect.poll(() => value().textContent()).toBe("49/20 = 2.45");
    await page.locator(".figure > svg").waitFor();
    // A program needs a solver, which was never asked for; with a network again it is there.
    await choose("uniform-dominant");
    await expect.poll(() => page.getByRole("alert").textContent()).toContain("a solver that has not been fetched yet");
    complaints = [];
    await context.setOffline(false);
    await page.getByRole("button", { name: "Solve", exact: true }).click();
    await expect.poll(() => value().textContent()).toContain("0.130625");
  });

  test("ten thousand types a side leave the page responsive", async () => {
    const large = { ...instanceOf("uniform"), discretization: { rule: "midpoint" as const, points: 10_000 } };
    await open(permalink(large));
    await page.evaluate(`globalThis.longest = 0; globalThis.last = performance.now();
      setInterval(() => { const now = performance.now(); longest = Math.max(longest, now - last); last = now; }, 10);`);
    await page.getByRole("button", { name: "Solve", exact: true }).click();
    await expect.poll(() => page.locator(".facts").textContent()).toContain("10000 × 10000 types");
    const longest = await page.evaluate<number>("longest");
    process.stdout.write(`10,000 types: the page was busy for at most ${Math.round(longest)} ms at a time.\n`);
    // The solve itself, on the page's thread, would take far longer than that.
    expect(longest).toBeLessThan(2_000);
  });

  test("ends a solve that is not wanted any more", async () => {
    const slow = { ...instanceOf("uniform-dominant"), discretization: { rule: "midpoint" as const, points: 140 } };
    await open(permalink(slow));
    await page.getByRole("button", { name: "Solve", exact: true }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect.poll(() => page.locator(".running").count()).toBe(0);
    expect(await value().count()).toBe(0);
    await choose("two-points");
    await expect.poll(() => value().textContent()).toBe("0.5");
  });

  test("accepts a certificate, and rejects it on screen once a digit of it is changed", async () => {
    const { certificate } = await certify(parseInstance(instanceText("kos-manea-closing-remark")));
    if (!certificate) throw new Error("no certificate");
    const text = serializeCertificate(certificate);
    await open();
    await page.getByRole("button", { name: "Verify" }).click();
    const choose = (name: string, content: string) =>
      page.locator("input[type=file]").setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(content) });
    await choose("proof.json", text);
    await page.locator(".verdict.accepted").waitFor();
    expect(await page.locator(".verdict.accepted").textContent()).toContain("404/663");
    await choose("forged.json", text.replaceAll("404/663", "405/663"));
    await page.locator(".verdict.rejected").waitFor();
    expect(await page.locator(".verdict.rejected").textContent()).toMatch(/forged\.json: rejected.*REJECTED/s);
    await choose("nonsense.json", "{");
    await page.locator(".wrong").waitFor();
    expect(await page.locator("main .verdict.accepted, main .verdict.rejected").count()).toBe(0);
  });

  test("a certificate that is dropped where problems are stated is checked all the same, and a second one after it", async () => {
    const { certificate } = await certify(parseInstance(instanceText("kos-manea-closing-remark")));
    if (!certificate) throw new Error("no certificate");
    const text = serializeCertificate(certificate);
    const drop = async (name: string, content: string) => {
      // What the page's policy forbids pages, the debugger's door may do.
      const files = await page.evaluateHandle(
        ({ name, content }: { name: string; content: string }) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([content], name, { type: "application/json" }));
          return transfer;
        },
        { name, content },
      );
      await page.locator("body").dispatchEvent("drop", { dataTransfer: files });
    };
    await open();
    await value().waitFor();
    await drop("proof.json", text);
    await expect.poll(() => page.locator(".verdict.accepted h3").textContent()).toBe("proof.json: accepted");
    await drop("forged.json", text.replaceAll("404/663", "405/663"));
    await expect.poll(() => page.locator(".verdict.rejected h3").textContent()).toBe("forged.json: rejected");
    await page.getByRole("button", { name: "Explore" }).click();
    // What is verified is no trouble of the form, and an instance that is dropped fills it.
    expect(await page.getByRole("alert").count()).toBe(0);
    await drop("instance.json", instanceText("two-points"));
    await expect.poll(() => value().textContent()).toBe("0.5");
  });

  test("solves nothing before the problem of a link has been read", async () => {
    let deliver = () => {};
    const delivered = new Promise<void>((resolve) => {
      deliver = resolve;
    });
    await context.route(/worker.*\.js$/, async (route) => {
      await delivered;
      await route.continue();
    });
    await open(permalink(instanceOf("kos-manea-two-types")));
    const solve = page.getByRole("button", { name: "Solve", exact: true });
    expect(await solve.isDisabled()).toBe(true);
    expect(await page.locator("form[inert]").count()).toBe(1);
    deliver();
    await solve.click();
    await value().waitFor();
    expect(await page.locator(".instance-name").textContent()).toBe("kos manea two types");
    expect(await page.locator(".result.stale").count()).toBe(0);
    expect(await page.locator("form[inert]").count()).toBe(0);
  });

  test("proves a value on the page, and the proof is one", async () => {
    await open(permalink(instanceOf("kos-manea-two-types")));
    await page.getByRole("button", { name: "Solve", exact: true }).click();
    await page.getByRole("button", { name: "Prove it" }).click();
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download the certificate" }).click();
    const path = await (await saved).path();
    await page.getByRole("button", { name: "Verify" }).click();
    await page.locator("input[type=file]").setInputFiles(path);
    // Kos and Manea's two types with M = 7 > 0.
    await page.locator(".verdict.accepted").waitFor();
    expect(await page.locator(".verdict.accepted").textContent()).toContain("the optimum is 49/20");
  });

  test.each(readdirSync(join(root, "data/instances")).filter((name) => name.endsWith(".json")))("solves the example %s", async (file) => {
    await open("#");
    await choose(file.replace(".json", ""));
    await expect.poll(() => page.locator(".badge").first().textContent()).toMatch(/optimal|infeasible|unbounded/);
    await expect.poll(() => page.locator(".result.stale").count()).toBe(0);
    const { expected } = JSON.parse(instanceText(file.replace(".json", ""))) as { expected?: unknown };
    if (expected !== undefined) expect(await page.locator(".theorems .contradicted").count()).toBe(0);
  });

  test.each([
    ["light", { colorScheme: "light" as const, viewport: { width: 1280, height: 900 } }],
    ["dark", { colorScheme: "dark" as const, viewport: { width: 1280, height: 900 } }],
    ["phone", { colorScheme: "light" as const, viewport: { width: 390, height: 844 } }],
  ])("has nothing serious that axe finds, and nothing wider than the screen: %s", async (_, look) => {
    await page.emulateMedia({ colorScheme: look.colorScheme });
    await page.setViewportSize(look.viewport);
    for (const name of ["uniform-continuous", "multilateral", "partnership", "public-good", "bimodal-mixture", "verify"]) {
      await open("#");
      if (name === "verify") await page.getByRole("button", { name: "Verify" }).click();
      else {
        await choose(name);
        await page.locator(".figure > svg").waitFor();
        await expect.poll(() => page.locator(".result.stale").count()).toBe(0);
      }
      // The page forbids scripts in itself; the debugger's door does not ask.
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate<axe.AxeResults>("axe.run()");
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(serious.map(({ id, nodes }) => `${name}: ${id}: ${nodes.map(({ target }) => target).join(" ")}`)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(look.viewport.width);
    }
  });

  test("is used by keyboard alone", async () => {
    await open();
    await value().waitFor();
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toContain("Skip");
    await page.getByRole("radio", { name: "dominant" }).focus();
    await page.getByRole("radio", { name: "bayesian" }).focus();
    await page.keyboard.press("ArrowRight");
    expect(await page.getByRole("radio", { name: "dominant" }).isChecked()).toBe(true);
    await expect.poll(() => page.locator(".facts").textContent()).toContain("dominant incentives");
    const slider = page.getByLabel("Seller’s cost: to, slider");
    const before = await slider.inputValue();
    await slider.focus();
    await page.keyboard.press("ArrowRight");
    expect(await slider.inputValue()).not.toBe(before);
  });
});
