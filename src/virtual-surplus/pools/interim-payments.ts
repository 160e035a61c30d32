/**
 * The largest interim payments for holdings A that never fall: above the worst-off type reports of the next lower type tempt, below it those of the next higher type.
 * A report k is priced at `low[k]` above and `high[k]` below, the ends of its cell: the type itself on a grid.
 */
export function interimPayments(
  holding: ArrayLike<number>,
  share: number,
  { low, high }: { readonly low: ArrayLike<number>; readonly high: ArrayLike<number> },
): Float64Array {
  const n = holding.length;
  let worstOff = 0;
  while (worstOff < n && (holding[worstOff] as number) < share) worstOff++;
  const payment = new Float64Array(n);
  let paid = 0;
  for (let k = worstOff, before = share; k < n; k++) {
    const own = holding[k] as number;
    if (own !== before) paid += (own - before) * (low[k] as number);
    before = own;
    payment[k] = paid;
  }
  paid = 0;
  for (let k = worstOff - 1, before = share; k >= 0; k--) {
    const own = holding[k] as number;
    if (own !== before) paid += (own - before) * (high[k] as number);
    before = own;
    payment[k] = paid;
  }
  return payment;
}

/**
 * What each type pays at one profile of the others, so that no report ever tempts and the average over the others is that of {@link interimPayments}: `held` per own
 * type, `interim` what each holds on average. Between the two worst-off types the mean of what either holds decides that holds the share on average.
 */
export function paymentsAtProfile(
  held: ArrayLike<number>,
  interim: ArrayLike<number>,
  share: number,
  values: ArrayLike<number>,
): Float64Array {
  const n = held.length;
  let worstOff = 0;
  while (worstOff < n && (interim[worstOff] as number) < share) worstOff++;
  const payment = new Float64Array(n);
  let paid = 0;
  for (let k = worstOff; k < n; k++) {
    const before = k === worstOff ? share : (held[k - 1] as number);
    paid += ((held[k] as number) - before) * (values[k] as number);
    payment[k] = paid;
  }
  paid = 0;
  for (let k = worstOff - 1; k >= 0; k--) {
    const own = held[k] as number;
    if (k === worstOff - 1) {
      paid = (own - share) * (values[k] as number);
      if (worstOff < n) {
        const [below, above] = [interim[k] as number, interim[worstOff] as number];
        const part = (share - below) / (above - below);
        const between = own + part * ((held[worstOff] as number) - own);
        paid += ((values[worstOff] as number) - (values[k] as number)) * (between - share);
      }
    } else paid += (own - (held[k + 1] as number)) * (values[k] as number);
    payment[k] = paid;
  }
  return payment;
}
