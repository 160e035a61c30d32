import { useCallback, useEffect, useState } from "preact/hooks";
import { type InstanceJson, startingInstances } from "../../../src/index.ts";
import type { Engine } from "../engine/engine.ts";
import { exampleById, firstExample } from "./catalogue.ts";
import { instanceTextOf } from "./permalink.ts";

/** What the history remembers of an address that this page wrote itself: loaded again, it is not a stranger's. No link can bring it along. */
export const ownEntry = { own: true };

function isOwn(): boolean {
  return (history.state as Partial<typeof ownEntry> | null)?.own === true;
}

/** Where the instance in the form came from. */
export interface Arrival {
  readonly instance: InstanceJson;
  /** What the page was opened with is still being read: the form does not show it yet, and nothing may be solved in its place. */
  readonly reading: boolean;
  /** One's own changes and the package's examples are solved by themselves; what a link brought waits until it is asked for. */
  readonly live: boolean;
  /** Why a link or a file could not be read. */
  readonly trouble: string | null;
  readonly change: (instance: InstanceJson) => void;
  /** An instance of the package, or of the person's own files. */
  readonly take: (instance: InstanceJson) => void;
  readonly takeText: (text: string) => Promise<void>;
  /** From now on changes are solved by themselves. */
  readonly enliven: () => void;
  readonly complain: (trouble: string) => void;
}

/**
 * The instance of the page: at first that of the address's fragment, else the first example.
 *
 * A link may come from a stranger: what it holds is read by the engine as any instance is, and fills the form; it starts nothing.
 */
export function useArrival(engine: Engine): Arrival {
  const [instance, setInstance] = useState<InstanceJson>(startingInstances["bilateral-trade"]);
  const [reading, setReading] = useState(true);
  const [live, setLive] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);

  const takeText = useCallback(
    async (text: string, trusted = true) => {
      try {
        const read = await engine.read(text);
        setInstance(read);
        setTrouble(null);
        setLive(trusted);
      } catch (error) {
        setTrouble((error as Error).message);
      }
    },
    [engine],
  );

  const openFragment = useCallback(async () => {
    setReading(true);
    try {
      const text = instanceTextOf(location.hash);
      if (text !== null) await takeText(text, isOwn());
    } catch (error) {
      setTrouble((error as Error).message);
    }
    setReading(false);
  }, [takeText]);

  useEffect(() => {
    if (location.hash.startsWith("#instance=")) openFragment();
    else takeText(exampleById(firstExample)?.text ?? "").then(() => setReading(false));
    addEventListener("hashchange", openFragment);
    return () => removeEventListener("hashchange", openFragment);
  }, [openFragment, takeText]);

  const take = useCallback((own: InstanceJson) => {
    setInstance(own);
    setTrouble(null);
    setLive(true);
  }, []);

  return {
    instance,
    reading,
    live,
    trouble,
    change: setInstance,
    take,
    takeText,
    enliven: useCallback(() => setLive(true), []),
    complain: setTrouble,
  };
}
