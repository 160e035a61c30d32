import { render } from "preact";
import { App } from "./app.tsx";
import { Engine } from "./engine/engine.ts";

const root = document.getElementById("app");
if (root) render(<App engine={new Engine()} />, root);
