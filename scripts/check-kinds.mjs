// Counts tests of `kind` (=== or !== "…", switch) per folder and fails when a folder has more than scripts/kind-ceilings.json allows: what differs from kind to
// kind belongs into the contract that the kinds share, not into a further test. The ceilings may only fall; --lower writes them down to today's counts.
// Usage: node scripts/check-kinds.mjs [--lower] [FOLDER]   (default: the repository)
import { checkCeilings } from "./ceilings.mjs";

checkCeilings({
  script: "check-kinds.mjs",
  ceilings: "scripts/kind-ceilings.json",
  title: "Kinds",
  what: "tests of kind",
  remedy: "add a method to the contract instead",
  isCounted: isTestOfKind,
});

/** `x.kind === …`, `kind !== …` or `switch (x.kind)`. */
function isTestOfKind(node) {
  if (node.type === "SwitchStatement") return isKind(node.discriminant);
  return node.type === "BinaryExpression" && /^[!=]==$/.test(node.operator) && (isKind(node.left) || isKind(node.right));
}

function isKind(node) {
  if (node.type === "ChainExpression") return isKind(node.expression);
  if (node.type === "Identifier") return node.name === "kind";
  return node.type === "MemberExpression" && node.property.name === "kind";
}
