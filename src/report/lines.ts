/** A line of a page, such as `value  323/2200 = 0.146818181818`; a label that is empty continues the line before. */
export type Line = readonly [label: string, text: string];

/** Lines with their texts below each other. */
export function alignedText(lines: readonly Line[]): string {
  const width = Math.max(...lines.map(([label]) => label.length));
  return lines.map(([label, text]) => `${label.padEnd(width)}  ${text}`).join("\n");
}

/** Words in lines of at most so many characters where words are no longer. */
export function linesOfWords(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
