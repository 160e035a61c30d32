// Counts comparisons of a problem's constraint words (`incentives === "dominant"`, `budget.rule !== "none"`, `switch (participation)`) per folder and fails when a folder
// has more than scripts/word-ceilings.json allows: a comparison hides its place from whoever adds a word, a table does not. Stages, which tables give, may be compared.
// The ceilings may only fall; --lower writes them down to today's counts.
// Usage: node scripts/check-words.mjs [--lower] [FOLDER]   (default: the repository)
import { checkCeilings } from "./ceilings.mjs";

/** What words are kept under, and which words there are; the stages of src/problem/words.ts have names of their own. */
const words = {
  incentives: ["bayesian", "dominant"],
  participation: ["none", "ex-ante", "interim", "ex-post"],
  rule: ["none", "ex-ante", "no-deficit", "balanced"],
};
const owners = new Map([...Object.entries(words), ["budgetRule", words.rule]]);

checkCeilings({
  script: "check-words.mjs",
  ceilings: "scripts/word-ceilings.json",
  title: "Words",
  what: "comparisons of constraint words",
  remedy: "ask the tables of src/problem/words.ts, or write one with an entry for every word",
  isCounted: isComparison,
});

function isComparison(node) {
  if (node.type === "SwitchStatement")
    return node.cases.some(({ test }) => test !== null && test !== undefined && isWordOf(node.discriminant, test));
  if (node.type !== "BinaryExpression" || !/^[!=]==?$/.test(node.operator)) return false;
  return isWordOf(node.left, node.right) || isWordOf(node.right, node.left);
}

/** Whether the text is a word of what the expression is called. */
function isWordOf(expression, text) {
  return text.type === "Literal" && (owners.get(nameOf(expression)) ?? []).includes(text.value);
}

function nameOf(node) {
  if (node.type === "ChainExpression" || node.type === "TSNonNullExpression" || node.type === "TSAsExpression")
    return nameOf(node.expression);
  if (node.type === "Identifier") return node.name;
  return node.type === "MemberExpression" && !node.computed ? node.property.name : "";
}
