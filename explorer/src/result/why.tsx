import type { Why } from "../engine/use-solve.ts";

/** Why the answer is what it is: what constraints cost, who envies whom, where trade is lost, or what excludes what. */
export function WhySection({ why, onExplain }: { readonly why: Why; readonly onExplain: () => void }) {
  return (
    <section class="why">
      <h2>Why</h2>
      {why === null && (
        <p>
          What each constraint costs, who envies whom, and where trade is lost.{" "}
          <button type="button" onClick={onExplain}>
            Explain
          </button>
        </p>
      )}
      {why === "asked" && <p class="waiting">Explaining …</p>}
      {why !== null && typeof why === "object" && "trouble" in why && <p class="wrong">{why.trouble}</p>}
      {why !== null &&
        typeof why === "object" &&
        "text" in why &&
        blocksOf(why.text).map(({ lead, items }) => <Block key={lead} lead={lead} items={items} />)}
    </section>
  );
}

function Block({ lead, items }: { readonly lead: string; readonly items: readonly string[] }) {
  return (
    <>
      <p>{lead}</p>
      {items.length > 0 && (
        <ul>
          {items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      )}
    </>
  );
}

/** The paragraphs of the page that the command line prints; indented lines are a list. The first says what the result says already. */
function blocksOf(text: string): { lead: string; items: string[] }[] {
  return text
    .trim()
    .split(/\n\n+/)
    .slice(1)
    .map((block) => {
      const lines = block.split("\n");
      const first = lines.findIndex((line) => line.startsWith("  "));
      const [lead, items] = first < 0 ? [lines, []] : [lines.slice(0, first), lines.slice(first)];
      return { lead: lead.join(" "), items: items.map((item) => item.trim().replace(" (--json)", "")) };
    });
}
