import { deflateSync, Inflate, strFromU8, strToU8 } from "fflate";
import type { InstanceJson } from "../../../src/index.ts";

/** The part of the address that holds an instance: everything after `#instance=`. */
const prefix = "#instance=";

/** No instance that a person made by hand is longer; a link that unpacks to more is refused before it is unpacked. */
const longestInstance = 200_000;

/** What nearly every instance says, so that a link need not say it again. Links depend on it: it may grow at its front only under another prefix. */
const dictionary = strToU8(
  [
    '"kind":"finite","agents":[{"name":"","side":"seller","types":["low","high"]}],"prior":{"independent":[["1/2","1/2"],"joint":[',
    '"outcomes":["nothing","build"],"utilities":[[[0,0],"outsideOptions":[',
    '"kind":"partnership","partners":[{"share":"1/2","count":2,"weights":{"buyers":1,"sellers":1,"broker":0}',
    '"kind":"multilateral-trade","buyers":[{"count":2,"sellers":[{"count":2,',
    '"utility":{"power":"1/2"},"mechanisms":"lotteries","mechanisms":"simple","losses":"prices":',
    '"distribution":"truncated-normal","mean":0,"sd":1,"distribution":"truncated-exponential","rate":1,"distribution":"lognormal","mu":0,"sigma":1',
    '"distribution":"pareto","scale":1,"shape":2,"distribution":"empirical","samples":[0.,"distribution":"piecewise-uniform","knots":[0,1],"masses":[',
    '"distribution":"mixture","weights":["1/2","1/2"],"components":[{"distribution":"affine","scale":1,"shift":0,"of":{"distribution":"point-mass","at":0}',
    '"distribution":"reverse-power","distribution":"beta","a":2,"b":3,"distribution":"discrete","values":[1,2],"masses":["1/2","1/2"]}',
    '"distribution":"power","min":0,"max":1,"exponent":2}',
    '"description":"the optimum of the exact linear program, with the value","width":1e-8,"expected":{"value":"","tolerance":0}',
    '"incentives":"dominant","participation":"ex-post","budget":"balanced","objective":"broker-profit","budget":{"rule":"no-deficit","requiredProfit":',
    '{"format":"secondbest/instance@1","name":"my bilateral trade","environment":{"kind":"bilateral-trade","buyer":{"distribution":"uniform","min":0,"max":1},',
    '"seller":{"distribution":"uniform","min":0,"max":1}},"incentives":"bayesian","participation":"interim","budget":"ex-ante",',
    '"objective":"gains-from-trade","discretization":{"rule":"midpoint","points":20}}',
  ].join(""),
);

/**
 * The fragment that holds the whole instance: its JSON, deflated, in base64url.
 *
 * @example
 * history.replaceState(null, "", permalink(instance));
 */
export function permalink(instance: InstanceJson): string {
  const packed = deflateSync(strToU8(JSON.stringify(instance)), { level: 9, dictionary });
  const bytes = Array.from(packed, (byte) => String.fromCharCode(byte)).join("");
  return prefix + btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/**
 * The text of the instance in a fragment; null when there is none. It is whatever a stranger wrote: nothing but its length has been checked.
 *
 * Throws Error with one sentence for a fragment that is damaged or unpacks to more than {@link longestInstance} characters.
 */
export function instanceTextOf(fragment: string): string | null {
  if (!fragment.startsWith(prefix)) return null;
  const body = fragment.slice(prefix.length);
  if (body.length > longestInstance) throw new Error("The link is too long to hold an instance; open the instance as a file instead.");
  if (!/^[\w-]+$/.test(body)) throw new Error("The link is damaged: it holds characters that no link has; copy it again.");
  return strFromU8(unpacked(body));
}

function unpacked(body: string): Uint8Array {
  const parts: Uint8Array[] = [];
  let [length, ended] = [0, false];
  const inflate = new Inflate({ dictionary }, (part, final) => {
    length += part.length;
    if (length > longestInstance) throw new RangeError("too long");
    parts.push(part);
    ended = final;
  });
  try {
    const bytes = Uint8Array.from(atob(body.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
    // In small pieces, so that what unpacks to gigabytes is noticed at once.
    const step = 64;
    for (let k = 0; k < bytes.length; k += step) inflate.push(bytes.subarray(k, k + step), k + step >= bytes.length);
  } catch (error) {
    if (error instanceof RangeError) throw new Error("The link holds more than an instance can be; open the instance as a file instead.");
    throw new Error("The link is damaged: what it holds cannot be unpacked; copy it again.");
  }
  if (!ended) throw new Error("The link is damaged: its end is missing; copy it again.");
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
