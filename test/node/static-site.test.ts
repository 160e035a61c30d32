import { once } from "node:events";
import { request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { staticSite } from "../../src/node/static-site.ts";
import { withFiles } from "../repository/run.ts";

interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly policy: string | undefined;
  readonly body: string;
}

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

/** What is answered to a request, the path sent as it is written. */
async function ask(path: string, options: { method?: string; host?: string } = {}): Promise<Answer> {
  const { port } = (server as Server).address() as AddressInfo;
  const sent = request({ port, host: "127.0.0.1", path, method: options.method ?? "GET", headers: { host: options.host ?? "localhost" } });
  sent.end();
  const [response] = await once(sent, "response");
  let body = "";
  for await (const part of response) body += part;
  return { status: response.statusCode, type: response.headers["content-type"], policy: response.headers["content-security-policy"], body };
}

describe("the server of static files", () => {
  test("serves the files of its folder and nothing else", async () => {
    await withFiles(
      { "site/index.html": "<h1>here</h1>", "site/docs/index.html": "docs", "site/a.js": "1", "site/m.wasm": "", "secret.txt": "secret" },
      async (folder) => {
        server = staticSite(join(folder, "site"), "default-src 'self'");
        server.listen(0, "127.0.0.1");
        await once(server, "listening");
        const policy = "default-src 'self'";
        expect(await ask("/")).toEqual({ status: 200, type: "text/html; charset=utf-8", policy, body: "<h1>here</h1>" });
        expect(await ask("/?x=1")).toMatchObject({ status: 200, body: "<h1>here</h1>" });
        expect(await ask("/docs/")).toMatchObject({ status: 200, body: "docs" });
        expect(await ask("/a.js")).toMatchObject({ status: 200, type: "text/javascript; charset=utf-8" });
        expect(await ask("/m.wasm")).toMatchObject({ status: 200, type: "application/wasm" });
        expect(await ask("/", { method: "HEAD" })).toMatchObject({ status: 200, body: "" });
        for (const path of [
          "/../secret.txt",
          "/%2e%2e/secret.txt",
          "/..%2fsecret.txt",
          "//secret.txt",
          "/site/index.html",
          "/nothing",
          "/docs",
        ])
          expect(await ask(path)).toMatchObject({ status: 404, policy });
        expect(await ask("/", { method: "POST" })).toMatchObject({ status: 405 });
        for (const host of ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "evil.example:8087"])
          expect(await ask("/", { host })).toMatchObject({ status: 421 });
        for (const host of ["localhost:1", "127.0.0.1:8087", "[::1]:8087"]) expect(await ask("/", { host })).toMatchObject({ status: 200 });
      },
    );
  });

  test("cannot be made of a folder that is not there", () => {
    withFiles({}, (folder) => expect(() => staticSite(join(folder, "nowhere"), "")).toThrow(/ENOENT/));
  });
});
