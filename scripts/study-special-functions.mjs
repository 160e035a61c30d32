// Relative errors of the special functions that the laws use, beside those of lighter packages that are installed (npm install --no-save cephes jstat),
// against 50 digits. Needs python3 with mpmath. Run: npm run study:special-functions
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const points = execFileSync("python3", [fileURLToPath(new URL("special-functions/points.py", import.meta.url))], {
  encoding: "utf8",
  maxBuffer: 2 ** 26,
})
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));

const packages = {
  "@stdlib": async () => {
    const [erfc, erfcx, betainc] = await Promise.all(
      ["erfc", "erfcx", "betainc"].map(async (name) => (await import(`@stdlib/math-base-special-${name}`)).default),
    );
    return { erfc, erfcx, betainc };
  },
  cephes: async () => {
    const { default: cephes } = await import("cephes");
    await cephes.compiled;
    return { erfc: cephes.erfc, betainc: (x, a, b) => cephes.incbet(a, b, x) };
  },
  jstat: async () => {
    const { default: jstat } = await import("jstat");
    return { erfc: jstat.erfc, betainc: jstat.ibeta };
  },
};

console.log("package   function  points    median       99 %        max  at");
for (const [name, load] of Object.entries(packages)) {
  let functions;
  try {
    functions = await load();
  } catch {
    console.log(`${name.padEnd(9)} is not installed`);
    continue;
  }
  for (const [own, compute] of Object.entries(functions)) {
    const errors = points
      .filter(([asked, , text]) => asked === own && Math.abs(Number(text)) > 1e-300)
      .map(([, at, text]) => {
        const error = Math.abs(compute(...at) / Number(text) - 1);
        return { at, error: Number.isNaN(error) ? Number.POSITIVE_INFINITY : error };
      })
      .sort((a, b) => a.error - b.error);
    const quantile = (share) => errors[Math.min(errors.length - 1, Math.floor(share * errors.length))].error.toExponential(1).padStart(10);
    const worst = errors.at(-1).at.join(", ");
    console.log(
      `${name.padEnd(9)} ${own.padEnd(8)} ${String(errors.length).padStart(7)}${quantile(0.5)} ${quantile(0.99)} ${quantile(1)}  ${worst}`,
    );
  }
}
