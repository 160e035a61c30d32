/**
 * The default export of a dynamically imported package. The types of some packages describe their CommonJS face, and bundlers may serve it, where the
 * default sits one level deeper than in the ES module.
 */
export function defaultExport<T>(module: { readonly default: unknown }): T {
  const value = module.default;
  return (typeof value === "object" && value !== null && "default" in value ? value.default : value) as T;
}
