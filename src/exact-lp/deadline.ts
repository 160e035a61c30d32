/** That exact arithmetic was still at work when its time was over. */
export class OutOfTime extends Error {
  override readonly name = "OutOfTime";
}

/** Throws {@link OutOfTime} once the clock of `performance.now()`, in milliseconds, is past `until`. */
export function checkTime(until: number): void {
  if (performance.now() > until) throw new OutOfTime("the limit of time came before exact arithmetic was done");
}
