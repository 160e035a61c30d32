/** Gauss–Legendre nodes and weights on [0, 1]: exact to rounding for x^p between a and b ≤ 2a. */
const nodes = [0.013046735741414128, 0.06746831665550773, 0.16029521585048778, 0.2833023029353764, 0.4255628305091844];
const weights = [0.03333567215434407, 0.0747256745752902, 0.109543181257991, 0.13463335965499826, 0.1477621123573764];

/**
 * Means of powers of A = a + yd, y uniform on [0, 1], a ≥ 0, d ≥ 0, not both 0; written into `out`:
 * E[A^γ], E[A^(γ−1)], E[yA^(γ−1)] and, with `second`, E[A^(γ−2)], E[yA^(γ−2)], E[y²A^(γ−2)]. Those that are infinite where a = 0 are left 0: what they
 * are multiplied by is 0 there.
 */
export function powerMeans(a: number, d: number, power: number, second: boolean, out: Float64Array): void {
  out.fill(0);
  if (d === 0) {
    const inverse = 1 / a;
    const whole = a ** power;
    put(out, 0, whole, whole * inverse, whole * inverse * inverse);
    return;
  }
  if (a === 0) {
    const whole = d ** power;
    out[0] = whole / (power + 1);
    out[1] = whole / (d * power);
    out[2] = whole / (d * (power + 1));
    if (second) {
      out[4] = power === 1 ? 0 : whole / (d * d * power);
      out[5] = whole / (d * d * (power + 1));
    }
    return;
  }
  if (d <= a) {
    for (let k = 0; k < nodes.length; k++) {
      const node = nodes[k] as number;
      const weight = weights[k] as number;
      for (const y of [node, 1 - node]) {
        const x = a + y * d;
        const whole = x ** power * weight;
        put(out, y, whole, whole / x, whole / (x * x));
      }
    }
    return;
  }
  // ∫ A^p = (b^(p+1) − a^(p+1))/((p+1)d), and y = (A − a)/d: with b ≥ 2a little cancels.
  const b = a + d;
  const [low, high] = [a ** power, b ** power];
  const mean = (p: number, from: number, to: number) => (to - from) / ((p + 1) * d);
  const m0 = mean(power, low * a, high * b);
  const n0 = mean(power - 1, low, high);
  const n1 = (m0 - a * n0) / d;
  out[0] = m0;
  out[1] = n0;
  out[2] = n1;
  if (!second) return;
  const l0 = power === 1 ? Math.log(b / a) / d : mean(power - 2, low / a, high / b);
  const l1 = (n0 - a * l0) / d;
  out[3] = l0;
  out[4] = l1;
  // E[y²A^(γ−2)] = (E[yA^(γ−1)] − a·E[yA^(γ−2)])/d.
  out[5] = (n1 - a * l1) / d;
}

function put(out: Float64Array, y: number, whole: number, first: number, second: number): void {
  out[0] = (out[0] as number) + whole;
  out[1] = (out[1] as number) + first;
  out[2] = (out[2] as number) + first * y;
  out[3] = (out[3] as number) + second;
  out[4] = (out[4] as number) + second * y;
  out[5] = (out[5] as number) + second * y * y;
}
