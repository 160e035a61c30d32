import { render } from "preact";
import { App } from "./app.tsx";
import { Engine } from "./engine/engine.ts";
import { loadFigures } from "./result/lazy-figures.tsx";

const root = document.getElementById("app");
if (root) render(<App engine={new Engine()} />, root);

loadFigures();

// Without one (an old browser, a file opened from disk, a host without https) the page works as long as it is open.
navigator.serviceWorker?.register("./service-worker.js").catch(() => undefined);
