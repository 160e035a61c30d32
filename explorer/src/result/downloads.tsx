import type { Solved } from "../engine/protocol.ts";
import { download } from "./download.ts";

/** Everything about the result as files. */
export function Downloads({ solved }: { readonly solved: Solved }) {
  const { result, page } = solved;
  const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
  return (
    <section>
      <h2>Take it with you</h2>
      <p class="downloads">
        <button type="button" onClick={() => download("instance.json", "application/json", json(result.instance))}>
          Instance
        </button>
        <button type="button" onClick={() => download("result.json", "application/json", json(result))}>
          Result
        </button>
        <button type="button" onClick={() => download("result.txt", "text/plain", page)}>
          Page as text
        </button>
        <button type="button" onClick={async () => download("report.html", "text/html", (await import("./report.ts")).reportOf(solved))}>
          Report
        </button>
      </p>
    </section>
  );
}
