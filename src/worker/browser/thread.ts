import type { Request } from "../protocol.ts";
import { serve } from "../serve.ts";

/** What a Web Worker runs: it answers one request after another. */
self.onmessage = ({ data }: MessageEvent<Request>) => serve(data, (reply) => self.postMessage(reply));
