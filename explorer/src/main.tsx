import { render } from "preact";
import { App } from "./app.tsx";
import { Engine } from "./engine/engine.ts";

const root = document.getElementById("app");
if (root) render(<App engine={new Engine()} />, root);

/** The service worker fetches every file of the page: that many milliseconds what the first result needs goes first. */
const settled = 1_500;

// Without one (an old browser, a file opened from disk, a host without https) the page works as long as it is open.
setTimeout(() => navigator.serviceWorker?.register("./service-worker.js").catch(() => undefined), settled);
