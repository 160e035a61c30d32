// Stands for "clarabel-wasm", which cvxjs imports when it is first used. Whoever imports a module that exports `then` gets what `then` gives: so the WebAssembly code is
// compiled before cvxjs goes on, without an `await` at the top level, which scripts that are no modules may not have.

import text from "inlined:clarabel-wasm/clarabel_wasm_bg.wasm";
import * as bindings from "clarabel-wasm/clarabel_wasm_bg.js";
import { inflate } from "./inflate.mjs";

async function start() {
  const { instance } = await WebAssembly.instantiate(await inflate(text), { "./clarabel_wasm_bg.js": bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  // A copy: a module would be asked for its `then` again.
  return { ...bindings };
}

let started;

export function then(resolve, reject) {
  started ??= start();
  started.then(resolve, reject);
}
