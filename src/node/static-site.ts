import { readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { extname, join, sep } from "node:path";

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".json": "application/json",
};

/** Sent with every file; `policy` is the security policy of the pages. */
const headers = (policy: string) => ({
  "content-security-policy": policy,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-cache",
});

/**
 * A server of the files in a folder as they are when it is made, and of nothing else: a path is looked up in their list, never in the file system. It answers
 * those only who call it by a name of this machine, so that a page of another origin cannot reach it under a name of its own.
 *
 * Throws the file system's error when there is no such folder.
 *
 * @example
 * const server = staticSite("dist/explorer", "default-src 'self'");
 * server.listen(8080, "127.0.0.1");
 */
export function staticSite(folder: string, policy: string): Server {
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(`/${path.slice(join(folder, sep).length).replaceAll(sep, "/")}`, path);
  }
  const sent = headers(policy);
  return createServer((request, response) => {
    const end = (status: number, text: string) => response.writeHead(status, { ...sent, "content-type": "text/plain" }).end(text);
    if (!isLocal(request)) return end(421, "This server answers to localhost only.\n");
    if (request.method !== "GET" && request.method !== "HEAD") return end(405, "Files are read here, nothing else.\n");
    const path = files.get(pathOf(request));
    if (path === undefined) return end(404, "There is no such page.\n");
    return sendFile(path, request, response, sent);
  });
}

function sendFile(path: string, { method }: IncomingMessage, response: ServerResponse, sent: Readonly<Record<string, string>>): void {
  const body = readFileSync(path);
  response.writeHead(200, {
    ...sent,
    "content-type": contentTypes[extname(path)] ?? "application/octet-stream",
    "content-length": body.length,
  });
  response.end(method === "HEAD" ? undefined : body);
}

function isLocal({ headers: { host = "" } }: IncomingMessage): boolean {
  return /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/.test(host);
}

function pathOf({ url = "/" }: IncomingMessage): string {
  const path = url.replace(/[?#].*$/s, "");
  return path.endsWith("/") ? `${path}index.html` : path;
}
