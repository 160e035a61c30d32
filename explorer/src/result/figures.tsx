import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ResultJson } from "../../../src/index.ts";
import { drawFigure, figureStyle, figuresOf, svgText } from "../../../src/report/figures/index.ts";
import { download } from "./download.ts";

/** Width of a picture in a file, in px. */
const fileWidth = 800;

/** The pictures of a result, one at a time; the one that was chosen stays chosen while values move. */
export function Figures({ result }: { readonly result: ResultJson }) {
  const available = useMemo(() => figuresOf(result), [result]);
  const [wanted, setWanted] = useState<string | null>(null);
  const chosen = available.find(({ name }) => name === wanted) ?? available[0];
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  useEffect(() => {
    if (chosen && width > 0) place.current?.replaceChildren(drawFigure(chosen.drawing, { document, width, style: false }));
  }, [chosen, width]);
  if (!chosen) return null;
  return (
    <section class="figures" aria-label="Figures">
      <fieldset class="segments">
        <legend class="visually-hidden">Figure</legend>
        {available.map(({ name, drawing }) => (
          <button key={name} type="button" aria-pressed={name === chosen.name} onClick={() => setWanted(name)}>
            {drawing.title}
          </button>
        ))}
      </fieldset>
      <style>{figureStyle}</style>
      <div ref={place} class="figure" />
      <button
        type="button"
        class="quiet"
        onClick={() => download(`${chosen.name}.svg`, "image/svg+xml", svgText(drawFigure(chosen.drawing, { document, width: fileWidth })))}
      >
        Download SVG
      </button>
    </section>
  );
}

/** The width of an element, in whole px, as it changes. */
function useWidth(place: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(Math.round(element.clientWidth)));
    observer.observe(element);
    return () => observer.disconnect();
  }, [place]);
  return width;
}
