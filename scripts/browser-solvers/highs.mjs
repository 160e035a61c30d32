import load from "highs";
import { inflate } from "./inflate.mjs";

/** The loader of HiGHS, with its WebAssembly file in a module of its own unless the caller says where it is. */
export default async function highs(options = {}) {
  if (options.locateFile || options.instantiateWasm) return load(options);
  const { default: text } = await import("inlined:highs/runtime");
  const bytes = await inflate(text);
  return new Promise((resolve, reject) => {
    const instantiateWasm = (imports, receive) => {
      WebAssembly.instantiate(bytes, imports).then(({ instance }) => receive(instance), reject);
      return {};
    };
    load({ ...options, instantiateWasm }).then(resolve, reject);
  });
}
