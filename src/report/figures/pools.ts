import { line, rect, ruleY } from "@observablehq/plot";
import { groupLimit, type Panel, questionOf, resultFigure } from "./figure.ts";
import { fillOf, strokeOf } from "./support/palette.ts";
import { partiesOf } from "./support/parties.ts";
import { scaleOf, typeAxis } from "./support/type-axis.ts";
import { ironedCurve, lawsOf, someOf, virtualOfLaw, virtualOfTypes, weightOf } from "./support/virtual-points.ts";
import { short, tickText } from "./support/words.ts";

/** What a unit counts in the hands of each partner's types: as a seller below the pool, at one value in the pool around the types that gain least, as a buyer above. */
export const poolValues = resultFigure("pools", "virtual types of partners, pooled around those who gain least", (result) => {
  const { pools, multiplier, problem } = result;
  const partners = partiesOf(result);
  const laws = lawsOf(result);
  if (!pools || multiplier === null || (problem.types === "continuous" && laws === null)) return null;
  const kappa = weightOf(problem.objective.broker) + multiplier;
  if (!(kappa > 0)) return null;
  const weights = problem.objective.partners ?? [];
  const panels = partners.slice(0, groupLimit).map((partner, g): Panel => {
    const axis = typeAxis(partner.side, { continuous: problem.types === "continuous" });
    const law = laws?.[g];
    const points = law ? virtualOfLaw(law, axis) : virtualOfTypes(partner.side);
    const weight = weightOf(weights[g] ?? "1");
    const buying = ironedCurve(points, "buying", weight, kappa);
    const selling = ironedCurve(points, "selling", weight, kappa);
    const pool = pools[g];
    const z = pool?.value === null || pool === undefined ? null : pool.value / kappa;
    const at = (k: number) => (axis.ticks ? k + 0.5 : (points[k]?.value as number));
    const shown = someOf([...points.keys()].filter((k) => axis.ticks !== null || (at(k) >= axis.low && at(k) <= axis.high)));
    const curve = (height: (k: number) => number) => shown.map((k) => ({ at: at(k), y: height(k) }));
    const virtual = (k: number) => Math.min(Math.max(z as number, buying[k] as number), selling[k] as number);
    const index = (type: number) => partner.side.values.indexOf(type);
    const { lower, upper } = pool?.worstOff ?? { lower: null, upper: null };
    const band =
      lower === null || upper === null
        ? []
        : axis.ticks
          ? [{ x1: index(lower), x2: index(upper) + 1 }]
          : [{ x1: Math.max(axis.low, lower), x2: Math.min(axis.high, upper) }];
    const heights = [...shown.flatMap((k) => [buying[k] as number, selling[k] as number]), ...(z === null ? [] : [z])];
    const ends = { y1: Math.min(...heights), y2: Math.max(...heights) };
    return {
      heading: partner.label,
      plot: {
        x: { ...scaleOf(axis, "value (money)"), labelAnchor: "center" },
        y: { label: "money", labelArrow: "none", grid: true, ticks: 5, tickFormat: tickText },
        marks: [
          rect(
            band.filter(({ x1, x2 }) => x2 > x1).map((one) => ({ ...one, ...ends })),
            { x1: "x1", x2: "x2", y1: "y1", y2: "y2", inset: 0, fillOpacity: 0.2, ...fillOf("muted") },
          ),
          ...(z === null ? [] : [ruleY([z], { ...strokeOf("broker"), strokeDasharray: "2 3" })]),
          line(
            curve((k) => selling[k] as number),
            { x: "at", y: "y", ...strokeOf("seller"), strokeDasharray: "6 3" },
          ),
          line(
            curve((k) => buying[k] as number),
            { x: "at", y: "y", ...strokeOf("buyer"), strokeDasharray: "6 3" },
          ),
          ...(z === null ? [] : [line(curve(virtual), { x: "at", y: "y", ...strokeOf("accent"), strokeWidth: 2.5 })]),
        ],
      },
    };
  });
  const words = pools.slice(0, groupLimit).map(({ value, worstOff: { lower, upper } }, g) => {
    const types = lower === null || upper === null ? "types without end" : `types from ${short(lower)} to ${short(upper)}`;
    return `${partners[g]?.label ?? `partner ${g + 1}`}: ${types} gain least, pooled at ${value === null ? "an infinite value" : short(value / kappa)}`;
  });
  return {
    title: "Pool values of the partners",
    subtitle: `${questionOf(result)}${partners.length > groupLimit ? `; ${partners.length - groupLimit} more groups are not drawn` : ""}`,
    description: `For each partner, what a unit in a type's hands counts, as a share of κ = ${short(kappa)}, against the type: as a buyer, as a seller, and pooled. ${words.join("; ")}.`,
    legend: [
      { label: `what counts, at λ = ${short(multiplier)}`, ink: "accent", shape: "line" },
      { label: "as a seller, ironed", ink: "seller", shape: "dashed" },
      { label: "as a buyer, ironed", ink: "buyer", shape: "dashed" },
      { label: "pool value", ink: "broker", shape: "dashed" },
      { label: "types that gain least", ink: "muted", shape: "area" },
    ],
    panels,
  };
});
