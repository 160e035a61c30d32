// Fails on tests that cannot fail: an `expect(x)` without a matcher, a matcher on a promise that nobody awaits, a property that returns and expects nothing, a
// test or test file without any assertion; and on tests that do not run (.only, .skip, .todo, …).
// Usage: node scripts/check-assertions.mjs [FOLDER]   (default: test)
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parseAst } from "rolldown/parseAst";

const root = resolve(process.argv[2] ?? "test");

/** Files that may skip, and why. */
const maySkip = new Map([["conformance/suite.ts", "its skips follow from the capabilities that a solver declares, and are printed"]]);

const runners = new Set(["test", "it", "describe", "suite", "bench"]);
const evasions = new Set(["only", "skip", "todo", "fails", "skipIf", "runIf"]);
const functionTypes = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);

const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readModule(name.replaceAll("\\", "/")));
const modules = new Map(files.map((file) => [file.path, file]));
markAsserting();
const problems = files.flatMap(check);
const tests = files.reduce((sum, file) => sum + file.tests, 0);
for (const { file, line, message } of problems.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line)) {
  process.stderr.write(`${join(relative(process.cwd(), root), file)}:${line}: ${message}\n`);
}
if (problems.length > 0) process.exitCode = 1;
else process.stdout.write(`Assertions: ${tests} tests in ${files.filter(isTestFile).length} files, each of them can fail.\n`);

/** A file with its functions by name and what it imports from other files of the folder. */
function readModule(name) {
  const path = join(root, name);
  const text = readFileSync(path, "utf8");
  const file = { name, path, text, ast: parseAst(text, { lang: "ts" }), functions: new Map(), imports: new Map(), tests: 0 };
  walk(file.ast, (node) => {
    if (node.type === "FunctionDeclaration" && node.id) file.functions.set(node.id.name, { node, asserts: false });
    if (node.type === "VariableDeclarator" && node.id.type === "Identifier" && node.init && functionTypes.has(node.init.type))
      file.functions.set(node.id.name, { node: node.init, asserts: false });
    if (node.type === "ImportDeclaration" && node.source.value.startsWith(".")) {
      const from = resolve(dirname(path), node.source.value);
      for (const { local, imported } of node.specifiers) file.imports.set(local.name, { from, name: imported?.name ?? "default" });
    }
  });
  return file;
}

/** A function asserts when it holds an assertion or mentions a function that asserts; found by going round until nothing changes. */
function markAsserting() {
  for (let changed = true; changed; ) {
    changed = false;
    for (const file of files) {
      for (const entry of file.functions.values()) {
        if (!entry.asserts && holdsAssertion(file, entry.node)) {
          entry.asserts = true;
          changed = true;
        }
      }
    }
  }
}

/** An expectation, an assertion, a throw, or the mention of a function that holds one. */
function holdsAssertion(file, within) {
  let found = false;
  walk(within, (node, parents) => {
    if (found) return;
    if (node.type === "ThrowStatement") found = true;
    else if (node.type === "CallExpression" && isExpect(node.callee)) found = true;
    else if (node.type === "CallExpression" && /^(assert|expectTypeOf|assertType)$/.test(rootName(node.callee) ?? "")) found = true;
    else if (node.type === "CallExpression" && isMember(node.callee, "expect", /^(fail|unreachable)$/)) found = true;
    else if (node.type === "CallExpression" && isMember(node.callee, "fc", /^assert$/)) found = true;
    else if (node.type === "Identifier" && node !== within.id && isMention(node, parents.at(-1))) found = assertsByName(file, node.name);
  });
  return found;
}

function assertsByName(file, name) {
  const local = file.functions.get(name);
  if (local) return local.asserts;
  const imported = file.imports.get(name);
  return modules.get(imported?.from)?.functions.get(imported.name)?.asserts ?? false;
}

/** A use of a variable: neither a property name nor an imported or declared name. */
function isMention(node, parent) {
  if (parent?.type === "MemberExpression") return parent.object === node || parent.computed;
  if (parent?.type === "Property") return parent.value === node;
  return !["ImportSpecifier", "VariableDeclarator", "FunctionDeclaration"].includes(parent?.type) || parent.init === node;
}

function check(file) {
  const problems = [];
  const complain = (node, message) => problems.push({ file: file.name, line: file.text.slice(0, node.start).split("\n").length, message });
  walk(file.ast, (node, parents) => {
    if (node.type !== "CallExpression") return;
    if (isExpect(node.callee)) checkExpectation(node, parents, complain);
    if (runners.has(rootName(node.callee))) checkRunner(file, node, parents, complain);
    if (isMember(node.callee, "fc", /^(property|asyncProperty)$/)) checkProperty(file, node, complain);
    if (
      isMember(node.callee, "fc", /^assert$/) &&
      parents.at(-1).type === "ExpressionStatement" &&
      isMember(node.arguments[0]?.callee, "fc", /^asyncProperty$/)
    )
      complain(node, "an asynchronous property that nobody awaits: write await fc.assert(…)");
  });
  if (isTestFile(file) && !holdsAssertion(file, file.ast)) complain(file.ast, "a test file without any assertion");
  return problems;
}

/** expect(x).matcher(…), and awaited when the matcher waits. */
function checkExpectation(node, parents, complain) {
  const words = isMember(node.callee, "expect", /^poll$/) ? ["poll"] : [];
  let here = node;
  let depth = parents.length - 1;
  while (parents[depth]?.type === "MemberExpression" && parents[depth].object === here) {
    words.push(parents[depth].property.name);
    here = parents[depth--];
  }
  const called = here !== node && parents[depth]?.type === "CallExpression" && parents[depth].callee === here;
  if (!called) return complain(node, `expect(…)${words.length > 0 ? `.${words.join(".")}` : ""} without a matcher asserts nothing`);
  if (words.some((word) => ["poll", "resolves", "rejects"].includes(word)) && parents[depth - 1]?.type === "ExpressionStatement")
    complain(node, `expect(…).${words.join(".")}(…) that nobody awaits`);
}

/** test(…), describe.each(…)(…) and the like: run, and with an assertion. */
function checkRunner(file, node, parents, complain) {
  // The inner call of test.each(…)(…): the outer one is looked at.
  if (parents.at(-1).callee === node) return;
  const words = memberWords(node.callee);
  const evasion = words.find((word) => evasions.has(word));
  const options = node.arguments.find((argument) => argument.type === "ObjectExpression");
  const option = options?.properties.find((property) => evasions.has(property.key?.name))?.key.name;
  if ((evasion ?? option) && !maySkip.has(file.name)) complain(node, `.${evasion ?? option}: every test runs and is meant to pass`);
  const callback = node.arguments.findLast((argument) => functionTypes.has(argument.type) || argument.type === "Identifier");
  if (!["test", "it"].includes(rootName(node.callee)) || !callback) return;
  file.tests++;
  if (callback.params?.[0]?.type === "ObjectPattern" && callback.params[0].properties.some((property) => property.key?.name === "skip"))
    complain(node, ".skip: every test runs and is meant to pass");
  if (!isTestFile(file)) return;
  const asserts = functionTypes.has(callback.type)
    ? holdsAssertion(file, callback)
    : !file.functions.has(callback.name) || assertsByName(file, callback.name);
  if (!asserts) complain(node, "a test without any assertion");
}

/** A property whose predicate neither returns nor asserts anything holds always. */
function checkProperty(file, node, complain) {
  const predicate = node.arguments.at(-1);
  if (!functionTypes.has(predicate?.type) || predicate.body.type !== "BlockStatement") return;
  let returns = false;
  walk(predicate.body, (inner, parents) => {
    if (inner.type === "ReturnStatement" && inner.argument && !parents.some((parent) => functionTypes.has(parent.type))) returns = true;
  });
  if (!returns && !holdsAssertion(file, predicate)) complain(node, "a property that returns and asserts nothing");
}

function isTestFile(file) {
  return file.name.endsWith(".test.ts");
}

/** `expect` itself, `expect.soft` or `expect.poll`. */
function isExpect(callee) {
  return (callee.type === "Identifier" && callee.name === "expect") || isMember(callee, "expect", /^(soft|poll)$/);
}

function isMember(node, object, property) {
  return node?.type === "MemberExpression" && node.object.name === object && property.test(node.property.name ?? "");
}

/** The variable that a chain of calls and members starts from. */
function rootName(node) {
  if (node.type === "Identifier") return node.name;
  if (node.type === "MemberExpression") return rootName(node.object);
  return node.type === "CallExpression" || node.type === "TaggedTemplateExpression" ? rootName(node.callee ?? node.tag) : undefined;
}

/** The property names along such a chain. */
function memberWords(node) {
  if (node.type === "MemberExpression") return [...memberWords(node.object), node.property.name];
  return node.type === "CallExpression" || node.type === "TaggedTemplateExpression" ? memberWords(node.callee ?? node.tag) : [];
}

/** Visits a node and everything below it, with its parents, outermost first. */
function walk(node, visit, parents = []) {
  visit(node, parents);
  parents.push(node);
  for (const [key, value] of Object.entries(node)) {
    if (key === "typeAnnotation" || key === "typeArguments") continue;
    for (const child of Array.isArray(value) ? value : [value]) if (typeof child?.type === "string") walk(child, visit, parents);
  }
  parents.pop();
}
