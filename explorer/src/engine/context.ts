import { createContext } from "preact";
import type { Engine } from "./engine.ts";

/** The engine of the page. */
export const EngineContext = createContext<Engine>(undefined as unknown as Engine);
