import { useEffect, useRef, useState } from "preact/hooks";

/** No file that the page reads is longer; certificates may be as long as the verifier takes. */
const longestFile = 32_000_000;

/** The text of a file; throws Error with one sentence for one that is too long. */
export async function textOf(file: File): Promise<string> {
  if (file.size > longestFile) throw new Error(`${file.name} has ${file.size} bytes; files of up to ${longestFile} bytes are read.`);
  return file.text();
}

/** Takes a file that is dropped anywhere on the page; says whether one hovers over it. */
export function useFileDrop(onFile: (file: File) => void): boolean {
  const [over, setOver] = useState(false);
  const handler = useRef(onFile);
  handler.current = onFile;
  useEffect(() => {
    const hover = (event: DragEvent) => {
      event.preventDefault();
      setOver(event.type === "dragover");
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      const [file] = event.dataTransfer?.files ?? [];
      if (file) handler.current(file);
    };
    addEventListener("dragover", hover);
    addEventListener("dragleave", hover);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragover", hover);
      removeEventListener("dragleave", hover);
      removeEventListener("drop", drop);
    };
  }, []);
  return over;
}
