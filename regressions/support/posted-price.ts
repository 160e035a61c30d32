/** The same on a grid by trying every type as the price. */
export function bestGridPrice(
  buyer: { readonly values: ArrayLike<number>; readonly masses: ArrayLike<number> },
  seller: { readonly values: ArrayLike<number>; readonly masses: ArrayLike<number> },
): number {
  let best = 0;
  for (const price of [...Array.from(buyer.values), ...Array.from(seller.values)]) {
    let gains = 0;
    for (let i = 0; i < buyer.values.length; i++)
      for (let j = 0; j < seller.values.length; j++) {
        const [value, cost] = [buyer.values[i] as number, seller.values[j] as number];
        if (cost <= price && price <= value) gains += (value - cost) * (buyer.masses[i] as number) * (seller.masses[j] as number);
      }
    best = Math.max(best, gains);
  }
  return best;
}
