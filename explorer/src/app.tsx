import { useState } from "preact/hooks";
import type { InstanceJson } from "../../src/index.ts";
import { EngineContext } from "./engine/context.ts";
import type { Engine } from "./engine/engine.ts";
import { useSolve } from "./engine/use-solve.ts";
import { Explore } from "./explore.tsx";
import { useArrival } from "./instance/use-arrival.ts";
import { textOf, useFileDrop } from "./instance/use-file-drop.ts";
import { Header, type Page } from "./site/header.tsx";
import { VerifyPage } from "./verify/verify-page.tsx";

/** How a certificate says what it is, which no text within an instance can. */
const certificateMark = /"format"\s*:\s*"secondbest\/certificate@/;

function isCertificate(text: string): boolean {
  return certificateMark.test(text);
}

/** The whole page. */
export function App({ engine }: { readonly engine: Engine }) {
  const [page, setPage] = useState<Page>("explore");
  const solving = useSolve(engine);
  const arrival = useArrival(engine);
  const [certificate, setCertificate] = useState<File | null>(null);
  const turnTo = (chosen: Page) => {
    setCertificate(null);
    setPage(chosen);
  };
  const verify = (file: File) => {
    setCertificate(file);
    setPage("verify");
  };
  const dropping = useFileDrop(async (file) => {
    if (page === "verify") return verify(file);
    try {
      const text = await textOf(file);
      if (isCertificate(text)) verify(file);
      else arrival.takeText(text);
    } catch (error) {
      arrival.complain((error as Error).message);
    }
    return undefined;
  });
  const open = (instance: InstanceJson) => {
    arrival.take(instance);
    turnTo("explore");
  };
  return (
    <EngineContext.Provider value={engine}>
      <button type="button" class="skip" onClick={() => document.querySelector("main")?.focus()}>
        Skip to the content
      </button>
      <Header page={page} onChoose={turnTo} />
      <main id="main" class={dropping ? "dropping" : undefined} tabIndex={-1}>
        <div hidden={page !== "explore"}>
          <Explore arrival={arrival} solving={solving} />
        </div>
        {page === "verify" && <VerifyPage file={certificate} onFile={verify} onOpen={open} />}
      </main>
      <footer>
        <p>
          Everything is computed in this page; nothing is sent anywhere. Once loaded, it works without a network.{" "}
          <code>npm install secondbest</code> for the command line and the library.
        </p>
      </footer>
    </EngineContext.Provider>
  );
}
