import { line, ruleY } from "@observablehq/plot";
import { groupLimit, type Panel, questionOf, resultFigure } from "./figure.ts";
import { strokeOf } from "./support/palette.ts";
import { partiesOf } from "./support/parties.ts";
import { scaleOf, typeAxis } from "./support/type-axis.ts";
import { bands, ironedCurve, shownPoints, virtualOfLaw, virtualOfTypes, virtualSetting, weightOf } from "./support/virtual-points.ts";
import { short, tickText } from "./support/words.ts";

/** What a unit counts in the hands of each partner's types: as a seller below the pool, at one value in the pool around the types that gain least, as a buyer above. */
export const poolValues = resultFigure("pools", "virtual types of partners, pooled around those who gain least", (result) => {
  const { pools, problem } = result;
  const partners = partiesOf(result);
  const setting = pools && virtualSetting(result);
  if (!setting) return null;
  const { lambda, kappa, laws } = setting;
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
    const { shown, curve } = shownPoints(points, axis);
    const virtual = (k: number) => Math.min(Math.max(z as number, buying[k] as number), selling[k] as number);
    const { lower, upper } = pool?.worstOff ?? { lower: null, upper: null };
    const worstOff = lower === null || upper === null ? [] : [{ from: lower, to: upper }];
    const heights = [...shown.flatMap((k) => [buying[k] as number, selling[k] as number]), ...(z === null ? [] : [z])];
    return {
      heading: partner.label,
      plot: {
        x: { ...scaleOf(axis, "value (money)"), labelAnchor: "center" },
        y: { label: "money", labelArrow: "none", grid: true, ticks: 5, tickFormat: tickText },
        marks: [
          bands(worstOff, partner.side, axis, [Math.min(...heights), Math.max(...heights)]),
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
      { label: `what counts, at λ = ${short(lambda)}`, ink: "accent", shape: "line" },
      { label: "as a seller, ironed", ink: "seller", shape: "dashed" },
      { label: "as a buyer, ironed", ink: "buyer", shape: "dashed" },
      { label: "pool value", ink: "broker", shape: "dashed" },
      { label: "types that gain least", ink: "muted", shape: "area" },
    ],
    panels,
  };
});
