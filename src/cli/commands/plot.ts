import { InvalidInputError } from "../../errors.ts";
import { figurePng, figureSvg } from "../../node/figure-file.ts";
import { requireOneOf } from "../../problem/required.ts";
import { figureOf, figuresOf } from "../../report/figures/catalogue.ts";
import type { Drawing } from "../../report/figures/figure.ts";
import type { DefineCommand } from "../commands.ts";
import { readDocument } from "../document.ts";
import { print, setOption, wholeFrom, writeOut } from "../options.ts";
import { outputOption } from "../places.ts";

const formats = ["svg", "png"] as const;
type Format = (typeof formats)[number];

/** `secondbest plot FILE|- --figure NAME`. */
export const definePlot: DefineCommand = (command, io) => {
  command
    .argument("<file>", "an instance, which is solved, or a saved result or frontier; - for standard input")
    .option("--figure <name>", "which figure; default: the first that there is")
    .option("--list", "list the figures that there are")
    .addOption(setOption())
    .option("--format <format>", `${formats.join(" or ")}; default: as --out ends, else svg`)
    .option("--width <px>", "width in px, 280 to 4000", widthOf("--width"))
    .addOption(outputOption("--out <file>", "write to a file instead of standard output"))
    .addHelpText("after", examples)
    .action(async (file, options) => {
      const format = formatOf(options);
      const { source } = await readDocument(file, { changes: options.set, proof: false }, io);
      const available = figuresOf(source);
      if (options.list) {
        const longest = Math.max(0, ...available.map(({ name }) => name.length));
        print(available.map(({ name, summary }) => `${name.padEnd(longest)}  ${summary}\n`).join(""), options.out, io);
        return;
      }
      const drawing = figureOf(options.figure ?? available[0]?.name ?? "", source);
      await writers[format](drawing, options.width, options.out);
    });

  const writers: Readonly<Record<Format, (drawing: Drawing, width: number | undefined, out: string | undefined) => Promise<void>>> = {
    svg: async (drawing, width, out) => print(await figureSvg(drawing, width), out, io),
    png: async (drawing, width, out) => {
      if (out === undefined)
        throw new InvalidInputError({
          field: "--format",
          expected: "svg on standard output",
          received: "png",
          remedy: "Name a file for it: --out figure.png.",
        });
      writeOut(out, await figurePng(drawing, width), "--out", io);
    },
  };
};

/** As asked for, or as the name of the file ends. */
function formatOf({ format, out }: { readonly format?: string; readonly out?: string }): Format {
  const text = format ?? (/\.png$/i.test(out ?? "") ? "png" : "svg");
  return requireOneOf(formats, text, "--format", "Other programs make PDF of an SVG file, such as rsvg-convert or a browser's print.");
}

const widthOf = wholeFrom(280, 4000, "280 to 4000 px", "SVG scales without loss: a width says how large texts are beside the picture.");

const examples = `
Examples:
  secondbest plot mine.json --list
  secondbest plot mine.json --figure allocation --out allocation.svg
  secondbest frontier mine.json --json | secondbest plot - --out frontier.png`;
