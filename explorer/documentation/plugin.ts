import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { apiPage } from "./api.ts";
import { documentation } from "./pages.ts";
import { render } from "./render.ts";

/** Writes the documentation into `docs/` of the site. */
export function documentationSite(root: string): Plugin {
  return {
    name: "documentation",
    apply: "build",
    generateBundle() {
      const sections = documentation(root, [apiPage(root)]);
      const emit = (fileName: string, source: string | Uint8Array) =>
        this.emitFile({ type: "asset", fileName: `docs/${fileName}`, source });
      const linked = new Set<string>();
      for (const page of sections.flatMap((section) => section.pages)) {
        const rendered = render(page, sections, root);
        emit(page.file, rendered.html);
        for (const file of rendered.linked) linked.add(file);
      }
      for (const file of linked) emit(`files/${file}`, readFileSync(join(root, file)));
      const styles = ["src/style/tokens.css", "documentation/documentation.css"];
      emit("documentation.css", styles.map((file) => readFileSync(join(root, "explorer", file), "utf8")).join("\n"));
    },
  };
}
