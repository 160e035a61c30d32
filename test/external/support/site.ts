import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { browserPath } from "../chromium.ts";

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
  ".json": "application/json",
};

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: browserPath(), args: ["--no-sandbox", "--disable-gpu"] });
}

/** A page of a browser, served from folders, and what it asked for and complained of. */
export interface Site {
  readonly page: Page;
  readonly complaints: readonly string[];
  readonly fetched: readonly string[];
  close(): Promise<void>;
}

/** Serves `html` at /, and the files of folders below their prefixes. */
export async function openSite(browser: Browser, html: string, folders: Readonly<Record<string, string>>): Promise<Site> {
  const fetched: string[] = [];
  const complaints: string[] = [];
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? "/", "http://localhost").pathname;
    fetched.push(name);
    if (name === "/") return response.writeHead(200, { "content-type": "text/html" }).end(html);
    const prefix = Object.keys(folders).find((one) => name.startsWith(one));
    const file = join(folders[prefix ?? ""] ?? "", name.slice((prefix ?? "").length));
    if (prefix === undefined || !existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": contentTypes[extname(name)] ?? "application/octet-stream" }).end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const page = await browser.newPage();
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return {
    page,
    complaints,
    fetched,
    async close() {
      await page.close();
      server.close();
    },
  };
}
