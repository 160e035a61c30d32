import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ResultJson } from "../../../src/index.ts";

type Figures = ComponentType<{ readonly result: ResultJson }>;

let loading: Promise<Figures> | undefined;

/** What draws is loaded when there is something to draw, so that it is not in the way of the first result. */
function loadFigures(): Promise<Figures> {
  loading ??= import("./figures.tsx").then((module) => module.Figures);
  return loading;
}

/** {@link Figures} once what draws them is there. */
export function LazyFigures({ result }: { readonly result: ResultJson }) {
  const [loaded, setLoaded] = useState<{ readonly Figures: Figures } | null>(null);
  useEffect(() => {
    loadFigures().then((Figures) => setLoaded({ Figures }));
  }, []);
  return loaded && <loaded.Figures result={result} />;
}
