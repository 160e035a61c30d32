import { useState } from "preact/hooks";
import type { InstanceJson } from "../../src/index.ts";
import { EngineContext } from "./engine/context.ts";
import type { Engine } from "./engine/engine.ts";
import { useSolve } from "./engine/use-solve.ts";
import { Explore } from "./explore.tsx";
import { useArrival } from "./instance/use-arrival.ts";
import { Header, type Page } from "./site/header.tsx";
import { VerifyPage } from "./verify/verify-page.tsx";

/** The whole page. */
export function App({ engine }: { readonly engine: Engine }) {
  const [page, setPage] = useState<Page>("explore");
  const solving = useSolve(engine);
  const arrival = useArrival(engine);
  const open = (instance: InstanceJson) => {
    arrival.take(instance);
    setPage("explore");
  };
  return (
    <EngineContext.Provider value={engine}>
      <button type="button" class="skip" onClick={() => document.querySelector("main")?.focus()}>
        Skip to the content
      </button>
      <Header page={page} onChoose={setPage} />
      <main id="main" tabIndex={-1}>
        <div hidden={page !== "explore"}>
          <Explore arrival={arrival} solving={solving} />
        </div>
        {page === "verify" && <VerifyPage onOpen={open} />}
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
