import type highsLoader from "highs";
import type { Highs, InitOptions } from "highs";
import { defaultExport } from "./default-export.ts";

/** Where the WebAssembly code of HiGHS is found, if not where it came with the package. */
export interface HighsLoading {
  /** Gives the address of `highs.wasm`. */
  readonly locateFile?: (file: string) => string;
  /** The content of `highs.wasm`, or the module compiled from it; nothing is fetched then. */
  readonly wasm?: BufferSource | WebAssembly.Module;
}

/** One WebAssembly instance of HiGHS, imported when first used and shared by all solves. */
export class HighsRuntime {
  version = "not loaded";
  readonly #loading: HighsLoading;
  #instance: Promise<Highs> | undefined;

  constructor(loading: HighsLoading) {
    this.#loading = loading;
  }

  async load(): Promise<Highs> {
    this.#instance ??= instantiate(this.#loading);
    try {
      const native = await this.#instance;
      this.version = native.version.string;
      return native;
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  /** Forgets the instance; the next load makes a fresh one. */
  discard(): void {
    this.#instance = undefined;
  }
}

async function instantiate({ locateFile, wasm }: HighsLoading): Promise<Highs> {
  const loader = defaultExport<typeof highsLoader.default>(await import("#highs"));
  if (!wasm) return loader(locateFile ? { locateFile } : {});
  // The loader of highs 1.15.3 does not read the documented `wasmBinary` and `wasmModule`; this hook of its compiler (Emscripten) it does.
  return new Promise<Highs>((resolve, reject) => {
    const hook = {
      instantiateWasm(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void) {
        const made =
          wasm instanceof WebAssembly.Module
            ? WebAssembly.instantiate(wasm, imports)
            : WebAssembly.instantiate(wasm, imports).then(({ instance }) => instance);
        made.then(receive).catch(reject);
        return {};
      },
    };
    loader(hook as InitOptions).then(resolve, reject);
  });
}
