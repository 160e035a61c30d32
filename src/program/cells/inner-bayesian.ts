import { add, type DoubleInterval, divide, exactly, multiply, subtract } from "../../arithmetic/interval.ts";
import type { TraderCell } from "../../type-space/trader-cells.ts";
import { Draft } from "../draft.ts";
import type { Program } from "../program.ts";
import { type CellCoefficients, cannotTrade, objectiveCoefficients, objectiveOfLumps, stepsOf, valueAt } from "./coefficients.ts";
import { centre, type InnerMechanism, lowOf } from "./inner.ts";
import { commonPrices } from "./inner-balanced.ts";
import type { PairQuestion } from "./question.ts";

/**
 * What the program keeps back of the budget, on average and in units of the program, for rounding: more where coefficients are not known as well, less where the best pair of cells, which
 * is to hold it, is rare.
 */
function marginOf({ groups }: PairQuestion, { profit }: CellCoefficients): number {
  const rare = groups.reduce((product, { cells }) => product * centre((cells.at(-1) as TraderCell).mass), 1);
  const unsure = profit.reduce((sum, { lo, hi }) => sum + (hi - lo), 0);
  return 2 ** -25 * Math.min(1, 2 ** 11 * rare) + 4 * unsure;
}

/**
 * The inner program of Bayesian incentives and ex-post participation with a budget in every state: mechanisms that are constant on pairs of cells. X_k = Σ_l q_l x_kl is nondecreasing and
 * the rents of the worst types of the cells are U_k = u + Σ_{k′<k} (low_{k′+1} − low_{k′})X_k′, since the type between two cells is indifferent. State by state the worst type of a cell is
 * left ρ_kl ≥ 0 (so are all others, who are better off), with Σ_l q_l ρ_kl = U_k; σ_kl likewise; and the budget ρ_kl + σ_kl + ω_kl = (low_k + low_l)x_kl − r, ω ≥ 0 what the
 * broker keeps beyond r (0 when balanced).
 *
 * Columns: x, ρ, ω, u, v, then rents U, V.
 */
export function innerBayesian(question: PairQuestion, coefficients: CellCoefficients): Program {
  const { groups, requiredProfit, balances } = question;
  const [m, n] = [groups[0].cells.length, groups[1].cells.length];
  const margin = marginOf(question, coefficients);
  const draft = new Draft();
  const name = (s: number) => `${Math.floor(s / n)}, ${s % n}`;
  const unlimited = [0, Number.POSITIVE_INFINITY] as const;
  const x = draft.columns("trade", m * n, [0, 1], name);
  const rho = draft.columns("rent of the buyer", m * n, unlimited, name);
  const omega = draft.columns("kept", m * n, balances ? [0, 0] : unlimited, name);
  const lumps = [
    draft.columns("rent of the worst buyer", 1, unlimited, String),
    draft.columns("rent of the worst seller", 1, unlimited, String),
  ] as const;
  const rents = [draft.columns("rents of buyers", m, unlimited, String), draft.columns("rents of sellers", n, unlimited, String)] as const;
  const state = (side: 0 | 1, own: number, other: number) => (side === 0 ? own * n + other : other * n + own);
  const worst = (s: number) =>
    centre(add(lowOf(groups[0].cells[Math.floor(s / n)] as TraderCell), lowOf(groups[1].cells[s % n] as TraderCell)));
  const r = centre(requiredProfit);
  for (const side of [0, 1] as const) {
    const [own, other] = [groups[side].cells, groups[side === 0 ? 1 : 0].cells];
    const steps = stepsOf(own).map(centre);
    draft.family(`${groups[side].name}: interim`, String);
    own.forEach((cell, k) => {
      // U_k − U_{k−1} = step·X_{k−1}, and X_k ≥ X_{k−1}.
      draft.entry(rents[side] + k, 1);
      if (k === 0) draft.entry(lumps[side], -1);
      else {
        draft.entry(rents[side] + k - 1, -1);
        other.forEach(({ mass }, l) => {
          draft.entry(x + state(side, k - 1, l), -(steps[k - 1] as number) * centre(mass));
        });
      }
      draft.row(0, 0);
      other.forEach(({ mass }, l) => {
        draft.entry(x + state(side, k, l), centre(mass));
        if (k > 0) draft.entry(x + state(side, k - 1, l), -centre(mass));
      });
      draft.row(0, cannotTrade(cell, question) ? 0 : Number.POSITIVE_INFINITY);
      // Means of the rents by states; those of the seller are what the budget leaves.
      let constant = balances && side === 1 && k === own.length - 1 ? margin / centre(cell.mass) : 0;
      other.forEach(({ mass }, l) => {
        const s = state(side, k, l);
        const q = centre(mass);
        if (side === 0) draft.entry(rho + s, q);
        else {
          draft.entry(x + s, q * worst(s));
          draft.entry(rho + s, -q);
          draft.entry(omega + s, -q);
          constant += q * r;
        }
      });
      draft.entry(rents[side] + k, -1);
      draft.row(constant, constant);
    });
  }
  // Both keep something in the best pair of cells, and so does the broker where it may.
  const corner = m * n - 1;
  const room = margin / (centre((groups[0].cells.at(-1) as TraderCell).mass) * centre((groups[1].cells.at(-1) as TraderCell).mass));
  draft.family("the best pair", String);
  draft.entry(omega + corner, 1);
  draft.row(balances ? 0 : room, Number.POSITIVE_INFINITY);
  draft.entry(rho + corner, 1);
  draft.row(2 * room, Number.POSITIVE_INFINITY);
  draft.family("rents of sellers by states", name);
  for (let s = 0; s < m * n; s++) {
    draft.entry(x + s, worst(s));
    draft.entry(rho + s, -1);
    draft.entry(omega + s, -1);
    draft.row(r + (s === corner ? 2 * room : 0), Number.POSITIVE_INFINITY);
  }
  objectiveCoefficients(question, coefficients).forEach((c, s) => {
    draft.objective(x + s, centre(c));
  });
  for (const side of [0, 1] as const) draft.objective(lumps[side], centre(groups[side].excess));
  return draft.finish("inner");
}

/** Shares of the lottery over prices that are mixed in until every constraint has room for rounding. */
const shares = [1e-9, 1e-7, 1e-5, 1e-3];

/** The mechanism of a point of {@link innerBayesian}, made feasible beyond rounding; null where no share of prices makes it so. */
export function bayesianMechanism(question: PairQuestion, coefficients: CellCoefficients, point: Float64Array): InnerMechanism | null {
  for (const share of shares) {
    const found = repaired(question, coefficients, point, share);
    if (found.proved) return found;
  }
  return null;
}

/**
 * Mixes the point with a lottery over all common prices, which leaves both traders something in every state where trade can, and restores the rest exactly:
 *
 * 1. What the budgets leave of the gains beyond all rents, Π (linear in x, and about {@link marginOf}), is kept by the broker in the best pair of cells; where budgets must balance, x
 *    is mixed with the efficient x until Π = 0 if its own Π is negative, else a worst type gets it.
 * 2. What row k of rents by states lacks goes to its state with the best seller, what column l lacks to its state with the best buyer, each at the other trader's cost; the
 *    best pair's own state then serves its row and, since Π is used up, its column.
 *
 * Every number is what these rules say it is; intervals enclose it.
 */
function repaired(question: PairQuestion, coefficients: CellCoefficients, point: Float64Array, share: number): InnerMechanism {
  const { groups, requiredProfit, balances } = question;
  const [buyer, seller] = [groups[0].cells, groups[1].cells];
  const [m, n] = [buyer.length, seller.length];
  const low = [buyer.map(lowOf), seller.map(lowOf)] as const;
  const worst = (s: number) => add(low[0][Math.floor(s / n)] as DoubleInterval, low[1][s % n] as DoubleInterval);
  const idle = (s: number) =>
    cannotTrade(buyer[Math.floor(s / n)] as TraderCell, question) || cannotTrade(seller[s % n] as TraderCell, question);
  const canTrade = (s: number) => (worst(s).hi > 0 && !idle(s)) || requiredProfit.lo < 0;
  const { x: mixed, rho, omega, worstRents } = mixture(question, point, share, canTrade, (s) => worst(s).lo);
  level(mixed, buyer, seller);
  // A trader whose worst type never trades has no rent for it.
  const lumpAt = (k: 0 | 1, s: number) =>
    exactly(canTrade(s) ? (1 - share) * clip(point[3 * m * n + k] as number, Number.POSITIVE_INFINITY) + share * worstRents[k] : 0);
  const lumps: [DoubleInterval, DoubleInterval] = [lumpAt(0, n - 1), lumpAt(1, (m - 1) * n)];
  const p = buyer.map(({ mass }) => mass);
  const q = seller.map(({ mass }) => mass);
  const weight = (s: number) => multiply(p[Math.floor(s / n)] as DoubleInterval, q[s % n] as DoubleInterval);
  const kept = Array.from(omega, exactly);
  const keptMean = kept.reduce((sum, own, s) => add(sum, multiply(weight(s), own)), exactly(0));
  const leftBy = (x: Float64Array) =>
    subtract(subtract(subtract(subtract(valueAt(coefficients.profit, x), requiredProfit), keptMean), lumps[0]), lumps[1]);
  const left = leftBy(mixed);
  const corner = m * n - 1;
  let x = Array.from(mixed, exactly);
  let part = exactly(0);
  if (balances) {
    const efficient = mixed.map((_, s) => (worst(s).lo >= 0 && !idle(s) ? 1 : 0));
    const there = leftBy(efficient);
    if (there.hi < 0) {
      part = divide(left, subtract(left, there));
      x = x.map((own, s) => add(own, multiply(part, subtract(exactly(efficient[s] as number), own))));
    } else {
      const side = lumps[0].lo > lumps[1].lo ? 0 : 1;
      lumps[side] = add(lumps[side], left);
    }
  } else kept[corner] = add(kept[corner] as DoubleInterval, divide(left, weight(corner)));
  const mean = (masses: readonly DoubleInterval[], values: readonly DoubleInterval[]) =>
    masses.reduce((sum, mass, k) => add(sum, multiply(mass, values[k] as DoubleInterval)), exactly(0));
  const row = <T>(list: readonly T[], i: number) => list.slice(i * n, i * n + n);
  const column = <T>(list: readonly T[], j: number) => buyer.map((_, i) => list[i * n + j] as T);
  const bought = buyer.map((_, i) => mean(q, row(x, i)));
  const sold = seller.map((_, j) => mean(p, column(x, j)));
  const U = climb(buyer, bought).map((u) => add(u, lumps[0]));
  const V = climb(seller, sold).map((v) => add(v, lumps[1]));
  const shared = x.map((own, s) => subtract(subtract(multiply(worst(s), own), requiredProfit), kept[s] as DoubleInterval));
  // Types whose rents are 0 on average have none in any state.
  const none = (value: DoubleInterval | undefined) => value?.lo === 0 && value.hi === 0;
  const own = Array.from(rho, (mine, s) =>
    none(U[Math.floor(s / n)]) ? exactly(0) : none(V[s % n]) ? (shared[s] as DoubleInterval) : exactly(mine),
  );
  const give = (s: number, amount: DoubleInterval, mass: DoubleInterval | undefined) => {
    if (amount.lo !== 0 || amount.hi !== 0) own[s] = add(own[s] as DoubleInterval, divide(amount, mass as DoubleInterval));
  };
  for (let i = 0; i < m - 1; i++) if (!none(U[i])) give(i * n + n - 1, subtract(U[i] as DoubleInterval, mean(q, row(own, i))), q[n - 1]);
  for (let j = 0; j < n - 1; j++) {
    if (none(V[j])) continue;
    const others = column(shared, j).map((all, i) => subtract(all, own[i * n + j] as DoubleInterval));
    give((m - 1) * n + j, subtract(mean(p, others), V[j] as DoubleInterval), p[m - 1]);
  }
  give(corner, subtract(U[m - 1] as DoubleInterval, mean(q, row(own, m - 1))), q[n - 1]);
  const other = own.map((mine, s) =>
    none(V[s % n]) && !none(U[Math.floor(s / n)]) ? exactly(0) : subtract(shared[s] as DoubleInterval, mine),
  );
  const rises = (list: readonly DoubleInterval[], alike: (k: number) => boolean) =>
    list.every((value, k) => k === 0 || value.lo >= (list[k - 1] as DoubleInterval).hi || alike(k));
  const same = (a: number, b: number) =>
    mixed[a] === mixed[b] && (x[a] as DoubleInterval).lo === (x[b] as DoubleInterval).lo && worst(a).lo >= 0 === worst(b).lo >= 0;
  const proved =
    [...own, ...other, ...kept, ...lumps].every(({ lo }) => lo >= 0) &&
    part.lo >= 0 &&
    part.hi <= 1 &&
    mixed.every((probability) => probability >= 0 && probability <= 1) &&
    rises(bought, (i) => seller.every((_, j) => same(i * n + j, (i - 1) * n + j))) &&
    rises(sold, (j) => buyer.every((_, i) => same(i * n + j, i * n + j - 1)));
  const objective = objectiveCoefficients(question, coefficients);
  const value = x.reduce(
    (sum, probability, s) => add(sum, multiply(objective[s] as DoubleInterval, probability)),
    objectiveOfLumps(question, lumps),
  );
  return {
    x: Float64Array.from(x, (probability) => clip(centre(probability), 1)),
    rents: [Float64Array.from(own, centre), Float64Array.from(other, centre)],
    value,
    proved,
  };
}

/** What is left of what two traders share, next to all of it, so that rounding leaves the second something. */
const spare = 1 - 2 ** -40;

/** The point with a share of the lottery over all prices that some cells of both traders accept; nothing where trade leaves nothing. */
function mixture(
  question: PairQuestion,
  point: Float64Array,
  share: number,
  canTrade: (s: number) => boolean,
  worstOf: (s: number) => number,
) {
  const [buyer, seller] = question.groups.map(({ cells }) => cells) as [readonly TraderCell[], readonly TraderCell[]];
  const n = seller.length;
  const size = buyer.length * n;
  const low = [buyer, seller].map((cells) => cells.map((cell) => centre(lowOf(cell)))) as [number[], number[]];
  const prices = lotteryPrices(question, low);
  const count = Math.max(1, prices.length);
  // What the broker may lose in every state is shared: a price needs none of it.
  const paid = Math.max(0, -question.requiredProfit.hi) / (question.balances ? 2 : 3);
  const part = prices.length === 0 && paid === 0 ? 0 : share;
  const mixed = (from: number, s: number, most: number, added: number) => (1 - part) * clip(point[from + s] as number, most) + part * added;
  const x = new Float64Array(size);
  const rho = new Float64Array(size);
  const omega = new Float64Array(size);
  for (let s = 0; s < size; s++) {
    const [i, j] = [Math.floor(s / n), s % n];
    const accepted = prices.filter((price) => price.i <= i && price.j <= j);
    const worst = worstOf(s);
    const saved = accepted.reduce((sum, { price }) => sum + (low[0][i] as number) - price, 0) / count;
    // Trade at no gain is as good as none, and leaves no rents.
    x[s] = !canTrade(s) && worst < 0 ? 0 : Math.min(1, mixed(0, s, 1, accepted.length / count));
    if (!canTrade(s)) continue;
    const shared = worst * (x[s] as number) - question.requiredProfit.hi;
    omega[s] = Math.min(mixed(2 * size, s, Number.POSITIVE_INFINITY, question.balances ? 0 : paid), Math.max(0, shared));
    rho[s] = Math.min(mixed(size, s, Number.POSITIVE_INFINITY, saved + paid), Math.max(0, shared - (omega[s] as number)) * spare);
  }
  const likely = (cells: readonly TraderCell[], from: number) => cells.slice(from).reduce((sum, { mass }) => sum + centre(mass), 0);
  // Where a price suits all types of a trader, its worst type has a rent.
  const worstRents = [
    paid + prices.reduce((sum, { i, j, price }) => sum + (i === 0 ? likely(seller, j) * ((low[0][0] as number) - price) : 0), 0) / count,
    paid + prices.reduce((sum, { i, j, price }) => sum + (j === 0 ? likely(buyer, i) * ((low[1][0] as number) + price) : 0), 0) / count,
  ] as const;
  return { x, rho, omega, worstRents };
}

/** Prices between cells of both traders, and those between cells of one that all types of the other accept. */
function lotteryPrices(question: PairQuestion, [buyer, seller]: readonly [readonly number[], readonly number[]]) {
  const [first, second] = question.groups.map(({ cells }) => !cannotTrade(cells[0] as TraderCell, question)) as [boolean, boolean];
  const worst = [buyer[0] as number, seller[0] as number] as const;
  return [
    ...commonPrices(question).map(({ i, j }) => ({ i, j, price: buyer[i] as number })),
    ...buyer.flatMap((price, i) => (second && i > 0 && price + worst[1] >= 0 ? [{ i, j: 0, price }] : [])),
    ...seller.flatMap((cost, j) => (first && j > 0 && worst[0] + cost >= 0 ? [{ i: 0, j, price: 0 - cost }] : [])),
  ];
}

function clip(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}

/** Σ over worse cells of step·X. */
function climb(cells: readonly TraderCell[], interim: readonly DoubleInterval[]): DoubleInterval[] {
  const steps = stepsOf(cells);
  let sum = exactly(0);
  return cells.map((_, k) => {
    if (k > 0) sum = add(sum, multiply(steps[k - 1] as DoubleInterval, interim[k - 1] as DoubleInterval));
    return sum;
  });
}

/** Probabilities that differ by a solver's noise within a row's or a column's neighbours. */
const noise = 1e-8;

/** Gives neighbouring cells whose rows (columns) differ by noise the same one, so that their means are equal and not nearly so. */
function level(x: Float64Array, buyer: readonly TraderCell[], seller: readonly TraderCell[]): void {
  const [m, n] = [buyer.length, seller.length];
  for (let i = 1; i < m; i++) {
    const alike = seller.every((_, j) => Math.abs((x[i * n + j] as number) - (x[(i - 1) * n + j] as number)) <= noise);
    if (alike) x.copyWithin(i * n, (i - 1) * n, i * n);
  }
  for (let j = 1; j < n; j++) {
    const alike = buyer.every((_, i) => Math.abs((x[i * n + j] as number) - (x[i * n + j - 1] as number)) <= noise);
    if (alike) for (let i = 0; i < m; i++) x[i * n + j] = x[i * n + j - 1] as number;
  }
}
