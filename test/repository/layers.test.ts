import { copyFileSync, readFileSync, realpathSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { root, run, withFiles } from "./run.ts";

/** Folders and files of src/ in the order in which they may import: each from those before it only. `solvers` is at the top level. */
const layers = [
  "errors.ts",
  "arithmetic",
  "distributions",
  "type-space",
  "environments",
  "problem",
  "program",
  "solver",
  "exact-lp",
  "virtual-surplus",
  "price-distribution",
  "mechanism",
  "audit",
  "certificate",
  "duals",
  "theorems",
  "result.ts",
  "routes",
  "solve.ts",
  "analysis",
  "report",
  "core.ts",
  "index.ts",
  "worker",
  "node",
  "cli",
];

const isFile = (layer: string) => layer.endsWith(".ts");

/** The path of a file in a layer, and how it names a file of another layer. */
const fileIn = (layer: string) => `src/${isFile(layer) ? layer : `${layer}/planted.ts`}`;
const importFrom = (here: string, there: string) => {
  const up = here.startsWith("src/") && here.split("/").length === 2 ? "./" : "../";
  return `import "${up}${isFile(there) ? there : `${there}/other.ts`}";\n`;
};

/** Runs the script `layers` on planted files; what it found, as `file:line` by rule. */
function violations(files: Readonly<Record<string, string>>): { code: number | null; found: Map<string, string> } {
  return withFiles(
    { ".gitignore": "node_modules/\n", "src/.keep": "", "solvers/.keep": "", "regressions/.keep": "", "explorer/.keep": "", ...files },
    (folder) => {
      copyFileSync(join(root, "biome.json"), join(folder, "biome.json"));
      const script = (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: { layers: string } }).scripts.layers;
      const [program, ...args] = script.split(" ");
      const { code, stdout } = run(
        join(root, "node_modules/.bin", program as string),
        [...args, "--reporter=github", "--max-diagnostics=none"],
        {
          cwd: folder,
        },
      );
      const found = new Map<string, string>();
      for (const match of stdout.matchAll(/^::error title=lint\/([^,]+),file=([^,]+),line=(\d+)/gm))
        found.set(`${relative(realpathSync(folder), match[2] as string).replaceAll("\\", "/")}:${match[3]}`, match[1] as string);
      return { code, found };
    },
  );
}

describe("the layers check", () => {
  test("passes on the repository", () => {
    const { code, stderr } = run("npm", ["run", "layers"]);
    expect(stderr).not.toContain("lint/");
    expect(code).toBe(0);
  });

  test("lists the folders of src/ and no others", () => {
    const { stdout } = run("git", ["ls-files", "src"]);
    const present = new Set(stdout.split("\n").flatMap((path) => path.split("/").slice(1, 2)));
    expect([...present].sort()).toEqual([...layers].sort());
  });

  test("passes where every layer imports from every layer before it", () => {
    const files = layers.map((layer, k) => {
      const allowed = layers.slice(0, k).filter((below) => below !== "index.ts" || ["worker", "node", "cli"].includes(layer));
      return [fileIn(layer), allowed.map((below) => importFrom(fileIn(layer), below)).join("")] as const;
    });
    expect(violations(Object.fromEntries(files))).toEqual({ code: 0, found: new Map() });
  });

  test("refuses every import from a later layer, adjacent or not", () => {
    const planted: string[] = [];
    const files = layers.slice(0, -1).map((layer, k) => {
      const file = fileIn(layer);
      const later = layers.slice(k + 1);
      later.forEach((_, line) => {
        planted.push(`${file}:${line + 1}`);
      });
      return [file, later.map((above) => importFrom(file, above)).join("")] as const;
    });
    const { code, found } = violations(Object.fromEntries(files));
    expect(planted).toHaveLength((layers.length * (layers.length - 1)) / 2);
    expect([...found.keys()].sort()).toEqual(planted.sort());
    expect(new Set(found.values())).toEqual(new Set(["style/noRestrictedImports"]));
    expect(code).toBe(1);
  });

  test("lets only index.ts, node/ and cli/ see solvers/", () => {
    const lines = (file: string) =>
      file.split("/").length === 2 ? 'import "../solvers/highs.ts";\n' : 'import "../../solvers/highs.ts";\n';
    const { found } = violations(Object.fromEntries(layers.map((layer) => [fileIn(layer), lines(fileIn(layer))])));
    const blind = layers.filter((layer) => !["index.ts", "node", "cli"].includes(layer));
    expect([...found.keys()].sort()).toEqual(blind.map((layer) => `${fileIn(layer)}:1`).sort());
  });

  test("lets the browser's door see no external solvers", () => {
    expect([...violations({ "src/index.ts": 'import "../solvers/external.ts";\n' }).found.keys()]).toEqual(["src/index.ts:1"]);
  });

  test("lets an adapter see arithmetic, program and solver, and nothing else of src/", () => {
    const seen = ["errors.ts", "arithmetic", "program", "solver"];
    const text = layers.map((layer) => `import "../src/${isFile(layer) ? layer : `${layer}/other.ts`}";\n`).join("");
    const { found } = violations({ "solvers/planted.ts": text });
    const refused = layers.flatMap((layer, k) => (seen.includes(layer) ? [] : [`solvers/planted.ts:${k + 1}`]));
    expect([...found.keys()].sort()).toEqual(refused.sort());
  });

  test("lets a regression see theorems and what states problems, and nothing of the engine", () => {
    const seen = ["errors.ts", "arithmetic", "distributions", "type-space", "environments", "problem", "mechanism", "theorems"];
    const text = layers.map((layer) => `import "../src/${isFile(layer) ? layer : `${layer}/other.ts`}";\n`).join("");
    const { found } = violations({ "regressions/planted.ts": text });
    const refused = layers.flatMap((layer, k) => (seen.includes(layer) ? [] : [`regressions/planted.ts:${k + 1}`]));
    expect([...found.keys()].sort()).toEqual(refused.sort());
  });

  test("lets the explorer see index.ts and report/, as a user of the package would, and nothing of Node", () => {
    const imports = layers.map((layer) => `import "../../src/${isFile(layer) ? layer : `${layer}/other.ts`}";\n`);
    const { found } = violations({ "explorer/src/planted.ts": `${imports.join("")}import "../../solvers/highs.ts";\nimport "node:fs";\n` });
    const refused = layers.flatMap((layer, k) => (["index.ts", "report"].includes(layer) ? [] : [`explorer/src/planted.ts:${k + 1}`]));
    const rest = [1, 2].map((k) => `explorer/src/planted.ts:${layers.length + k}`);
    expect([...found.keys()].sort()).toEqual([...refused, ...rest].sort());
  });

  test("lets the verifier see arithmetic, errors, the certificate format and itself, and nothing else", () => {
    const seen = [
      "../../errors.ts",
      "../../arithmetic/rational.ts",
      "../../arithmetic/elementary/normal.ts",
      "../format.ts",
      "./verdict.ts",
      "./finite/naive-problem.ts",
    ];
    const unseen = [
      ...["problem/instance", "problem/design-problem", "problem/json-text", "distributions/distribution", "distributions/registry"],
      ...["type-space/discretization", "type-space/discretize", "environments/environment", "environments/bilateral-trade"],
      ...[
        "program/reference/finite",
        "solver/solver",
        "exact-lp/solve",
        "virtual-surplus/grid/grid",
        "mechanism/rules/tight",
        "audit/audit",
      ],
      ...["theorems/catalogue", "routes/choose", "analysis/check"],
    ].map((path) => `../../${path}.ts`);
    const siblings = ["../prove/certify.ts", "../prove/trade-proof.ts", "../prove/exact-program.ts"];
    const outside = [
      ...["../../../solvers/highs.ts", "../../index.ts", "../../solve.ts", "../../result.ts", "../../report/json.ts"],
      ...["../../node/index.ts", "../../cli/exit.ts", "fraction.js", "zod"],
    ];
    const text = [...seen, ...unseen, ...siblings, ...outside].map((path) => `import "${path}";\n`).join("");
    for (const file of ["src/certificate/verify/verify.ts", "src/certificate/verify/planted.ts"]) {
      const { found } = violations({ [file]: text });
      const refused = [...unseen, ...siblings, ...outside].map((_, k) => `${file}:${seen.length + k + 1}`);
      expect([...found.keys()].sort()).toEqual(refused.sort());
    }
    const lower = "src/certificate/verify/finite/planted.ts";
    const allowed = [
      "./profiles.ts",
      "../verdict.ts",
      "../laws/law.ts",
      "../../format.ts",
      "../../../errors.ts",
      "../../../arithmetic/at.ts",
    ];
    const above = [
      "../../prove/certify.ts",
      "../../../problem/instance.ts",
      "../../../environments/environment.ts",
      "../../../index.ts",
      "zod",
    ];
    const { found } = violations({ [lower]: [...allowed, ...above].map((path) => `import "${path}";\n`).join("") });
    expect([...found.keys()].sort()).toEqual(above.map((_, k) => `${lower}:${allowed.length + k + 1}`).sort());
  });

  test("refuses modules of Node in the core and in the adapters, but not in node/, cli/ and solvers/external.ts", () => {
    const text = 'import "node:fs";\nimport { join } from "path";\nexport const load = () => import("node:os");\nexport { join };\n';
    const core = [...layers.filter((layer) => layer !== "node" && layer !== "cli").map(fileIn), "solvers/highs.ts", "solvers/registry.ts"];
    const free = [fileIn("node"), fileIn("cli"), "solvers/external.ts"];
    const { code, found } = violations(Object.fromEntries([...core, ...free].map((file) => [file, text])));
    // errors.ts imports nothing at all, so another rule speaks there as well.
    expect([...found.keys()].sort()).toEqual(core.flatMap((file) => [1, 2, 3].map((line) => `${file}:${line}`)).sort());
    expect(code).toBe(1);
  });

  test("refuses import cycles", () => {
    const { code, found } = violations({
      "src/arithmetic/one.ts": 'import { two } from "./two.ts";\nexport const one = () => two();\n',
      "src/arithmetic/two.ts": 'import { three } from "./three.ts";\nexport const two = () => three();\n',
      "src/arithmetic/three.ts": 'import { one } from "./one.ts";\nexport const three = () => one();\n',
    });
    expect([...found.values()]).toEqual(Array.from({ length: 3 }, () => "suspicious/noImportCycles"));
    expect(code).toBe(1);
  });
});
