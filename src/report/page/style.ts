import { figureStyle } from "../figures/support/palette.ts";

/** The one style sheet of a report: light, dark and on paper, down to the width of a phone. */
export const pageStyle = `:root{color-scheme:light dark;--ink:#1a1a1a;--muted:#5c5c5c;--paper:#fff;--edge:#d5d5d5;--good:#00633f;--bad:#a02c00}
@media screen and (prefers-color-scheme:dark){:root{--ink:#e6e6e6;--muted:#a6a6a6;--paper:#14171c;--edge:#3a3f47;--good:#4fd1a1;--bad:#ff9d75}}
@media print{:root{color-scheme:light}body{max-width:none}figure,table{break-inside:avoid}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem;max-width:60rem;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,"Segoe UI","DejaVu Sans",Arial,sans-serif;overflow-wrap:break-word}
h1,h2,h3,p{overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.25rem;margin:2.5rem 0 .5rem;border-top:1px solid var(--edge);padding-top:1rem}
h3{font-size:1.05rem;margin:1.75rem 0 .5rem}
a{color:inherit}
.muted{color:var(--muted)}
.good{color:var(--good);font-weight:600}
.bad{color:var(--bad);font-weight:600}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-bottom:1px solid var(--edge)}
table.lines th{font-weight:400;color:var(--muted);white-space:nowrap}
table.rows td,table.rows th{white-space:nowrap;overflow-wrap:normal}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(26rem,100%),1fr));gap:1.5rem 1rem;align-items:start}
figure{margin:0;max-width:42.5rem;overflow-x:auto}
figure .sb-figure{display:block;min-width:22rem}
.theorems li{margin-bottom:.5rem}
.scroll,pre{max-width:100%}
figcaption{color:var(--muted);font-size:.875rem}
pre{overflow-x:auto;border:1px solid var(--edge);border-radius:.25rem;padding:.75rem;font:.8125rem/1.45 ui-monospace,"DejaVu Sans Mono",monospace;white-space:pre-wrap}
code{font:.875em ui-monospace,"DejaVu Sans Mono",monospace}
summary{cursor:pointer}
${figureStyle}`;
