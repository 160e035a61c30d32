/** The part of numeric 1.2.6 in use; the package has no types of its own. */
declare module "numeric" {
  const numeric: {
    /**
     * Minimises ½ xᵀDx − d·x subject to Aᵀx ≥ b, the first `equalities` of them as equalities. `A` has a row per variable and a column per constraint.
     * `message` is empty on success; `iact` lists the active constraints, counted from 1 and padded with 0.
     */
    solveQP(
      D: readonly (readonly number[])[],
      d: readonly number[],
      A: readonly (readonly number[])[],
      b: readonly number[],
      equalities?: number,
    ): { readonly solution: number[]; readonly iact: number[]; readonly iterations: number[]; readonly message: string };
  };
  export default numeric;
}
