/**
 * Who or what a mark stands for. Each has a colour of Okabe and Ito, which are told apart by colour-blind readers too, and one for dark pages; figures tell them apart by shape
 * or place as well.
 */
export type Ink = "buyer" | "seller" | "broker" | "other" | "accent" | "muted";

const light: Readonly<Record<Ink, string>> = {
  buyer: "#0072b2",
  seller: "#c04f00",
  broker: "#007a57",
  other: "#9c4f82",
  accent: "#1a1a1a",
  muted: "#6b6b6b",
};

const dark: Readonly<Record<Ink, string>> = {
  buyer: "#56b4e9",
  seller: "#f5a25d",
  broker: "#35c79c",
  other: "#e2a3cb",
  accent: "#f2f2f2",
  muted: "#a6a6a6",
};

/** The options of a mark that is drawn as a line of this ink. */
export const strokeOf = (ink: Ink) => ({ stroke: light[ink], className: `sb-${ink}` });

/** The options of a mark that is filled with the colour of this ink. */
export const fillOf = (ink: Ink) => ({ fill: light[ink], className: `sb-${ink}` });

/** The colour on light pages. */
export const colourOf = (ink: Ink): string => light[ink];

/** Texts and ground of light pages. */
export const textColour = "#1a1a1a";
export const pageColour = "#ffffff";

/** Text and lines in dark mode keep their hues; print is always light. A page that holds figures without styles of their own needs this once. */
export const figureStyle = `.sb-figure{max-width:100%;height:auto}
@media screen and (prefers-color-scheme:dark){
.sb-figure{color:#e6e6e6}
.sb-figure .sb-paper{fill:#14171c}
${(Object.keys(dark) as Ink[])
  .map((ink) => `.sb-figure .sb-${ink}[stroke^="#"]{stroke:${dark[ink]}}\n.sb-figure .sb-${ink}[fill^="#"]{fill:${dark[ink]}}`)
  .join("\n")}
}`;
