"""Values in many digits, from the definitions by mpmath, that enclosures must contain: python3 data/enclosures/generate.py"""
import json
import os
import random
from fractions import Fraction

from mpmath import betainc, erf, erfc, exp, expm1, gamma, log, mp, mpf, nstr, pi, sqrt

mp.dps = 60
rng = random.Random(20260101)


def written(text):
    f = Fraction(str(text))
    return mpf(f.numerator) / mpf(f.denominator)


def upper(z):
    return erfc(z / sqrt(mpf(2))) / 2


def phi(z):
    return exp(-z * z / 2) / sqrt(2 * pi)


def law(s):
    """x -> P(X > x), E[X; X > x], P(X < x), E[X; X < x], density, at an interior x."""
    d = s["distribution"]
    if d in ("uniform", "power", "reverse-power", "beta"):
        lo, hi = written(s["min"]), written(s["max"])
        w = hi - lo
        if d == "beta":
            a, b = written(s["a"]), written(s["b"])
            B = gamma(a) * gamma(b) / gamma(a + b)

            def at(x):
                # The distance to the far end keeps its digits; beyond is 1 - (1 - u), whichever is smaller.
                mp.dps = 200
                u = (x - lo) / w
                am, bm = betainc(b, a, 0, 1 - u) / B, betainc(a, b, 0, u) / B
                a1, b1 = am - betainc(b + 1, a, 0, 1 - u) / B, betainc(a + 1, b, 0, u) / B
                got = am, lo * am + w * a1, bm, lo * bm + w * b1, u ** (a - 1) * (1 - u) ** (b - 1) / B / w
                mp.dps = 60
                return got

            return at
        a = written(s.get("exponent", 1))

        def at(x):
            u = (x - lo) / w if d != "reverse-power" else (hi - x) / w
            near, far = u**a, 1 - u**a
            n1, f1 = a / (a + 1) * u ** (a + 1), a / (a + 1) * (1 - u ** (a + 1))
            den = a * u ** (a - 1) / w
            if d != "reverse-power":
                return far, lo * far + w * f1, near, lo * near + w * n1, den
            return near, hi * near - w * n1, far, hi * far - w * f1, den

        return at
    if d == "normal":
        m, sd = written(s["mean"]), written(s["sd"])
        return lambda x: (lambda z: (upper(z), m * upper(z) + sd * phi(z), upper(-z), m * upper(-z) - sd * phi(z), phi(z) / sd))((x - m) / sd)
    if d == "truncated-normal":
        m, sd, lo, hi = (written(s[k]) for k in ("mean", "sd", "min", "max"))
        al, be = (lo - m) / sd, (hi - m) / sd
        between = lambda p, q: upper(p) - upper(q) if p > 0 else upper(-q) - upper(-p)

        def at(x):
            mp.dps = 400
            z, total = (x - m) / sd, between(al, be)
            am, bm = between(z, be) / total, between(al, z) / total
            got = am, m * am + sd * (phi(z) - phi(be)) / total, bm, m * bm + sd * (phi(al) - phi(z)) / total, phi(z) / sd / total
            mp.dps = 60
            return got

        return at
    if d == "lognormal":
        mu, sg = written(s["mu"]), written(s["sigma"])
        mean = exp(mu + sg * sg / 2)
        return lambda x: (lambda z: (upper(z), mean * upper(z - sg), upper(-z), mean * upper(sg - z), phi(z) / (sg * x)))((log(x) - mu) / sg)
    if d == "exponential":
        r, lo = written(s["rate"]), written(s["min"])
        return lambda x: (lambda e: (e, e * (x + 1 / r), 1 - e, lo + 1 / r - e * (x + 1 / r), r * e))(exp(-r * (x - lo)))
    if d == "truncated-exponential":
        r, lo, hi = (written(s[k]) for k in ("rate", "min", "max"))
        T = exp(-r * lo) - exp(-r * hi)
        G = lambda x: -exp(-r * x) * (x + 1 / r)
        return lambda x: ((exp(-r * x) - exp(-r * hi)) / T, (G(hi) - G(x)) / T, (exp(-r * lo) - exp(-r * x)) / T, (G(x) - G(lo)) / T, r * exp(-r * x) / T)
    if d == "pareto":
        sc, k = written(s["scale"]), written(s["shape"])
        cap = written(s["cap"]) if "cap" in s else None
        mean = lambda x, y: k * sc**k * (y ** (1 - k) - x ** (1 - k)) / (1 - k)

        def at(x):
            S = (sc / x) ** k
            above = k / (k - 1) * sc**k * x ** (1 - k) if cap is None else mean(x, cap) + cap * (sc / cap) ** k
            return S, above, 1 - S, mean(sc, x), k * S / x

        return at
    a, b = written(s["scale"]), written(s["shift"])
    inner = law(s["of"])

    def at(x):
        am, a1, bm, b1, den = inner((x - b) / a)
        one, two = (am, a * a1 + b * am), (bm, a * b1 + b * bm)
        if a < 0:
            one, two = two, one
        return one[0], one[1], two[0], two[1], den / abs(a)

    return at


laws = [
    ({"distribution": "uniform", "min": "-1/3", "max": "5/7"}, [-0.3, 0.1, 0.7142857142857]),
    ({"distribution": "power", "min": 0, "max": 1, "exponent": 0.5}, [1e-30, 1e-3, 0.4, 0.999999]),
    ({"distribution": "power", "min": 2, "max": 3.7, "exponent": 130}, [2.5, 3.4, 3.699]),
    ({"distribution": "reverse-power", "min": 0, "max": 1, "exponent": 10000}, [1e-9, 1e-4, 5e-3, 0.03]),
    ({"distribution": "beta", "a": 2.5, "b": 3.1, "min": 0, "max": 1}, [1e-6, 0.2, 0.7, 0.9999]),
    ({"distribution": "beta", "a": 0.3, "b": 0.7, "min": 1, "max": 2}, [1.0001, 1.4, 1.99]),
    ({"distribution": "beta", "a": 0.2, "b": 40, "min": 0, "max": 1}, [1e-8, 1e-3, 0.1]),
    ({"distribution": "beta", "a": 300, "b": 500, "min": 0, "max": 1}, [0.3, 0.375, 0.45]),
    ({"distribution": "beta", "a": 0.05, "b": 7.723, "min": 0, "max": 1}, [1e-120, 1e-60, 6.7e-26, 7e-20, 1e-10, 0.3]),
    ({"distribution": "beta", "a": 40.26, "b": 0.05, "min": -1, "max": 0}, [-0.4, -1e-3, -1e-12, -7e-20, -6.7e-26, -1e-60]),
    ({"distribution": "normal", "mean": 0.3, "sd": 0.01}, [-0.05, 0.25, 0.3, 0.31, 0.6]),
    ({"distribution": "truncated-normal", "mean": 0.3, "sd": 0.01, "min": 0, "max": 1}, [0.01, 0.28, 0.5, 0.7]),
    ({"distribution": "truncated-normal", "mean": -30, "sd": 1, "min": 0, "max": 2}, [1e-3, 0.05, 1.5]),
    ({"distribution": "truncated-normal", "mean": 90, "sd": 2, "min": 0, "max": 9}, [1.0, 8.9, 8.999]),
    ({"distribution": "truncated-normal", "mean": 0, "sd": 1000, "min": 1, "max": 2}, [1.1, 1.9]),
    ({"distribution": "lognormal", "mu": 0.5, "sigma": 1}, [1e-9, 0.1, 2.0, 60.0, 1e6]),
    ({"distribution": "lognormal", "mu": -20, "sigma": 0.05}, [1.7e-9, 2.06e-9, 2.9e-9]),
    ({"distribution": "exponential", "rate": 0.7, "min": 1.1}, [1.1001, 2.0, 90.0]),
    ({"distribution": "truncated-exponential", "rate": 50, "min": 0, "max": 3}, [1e-5, 0.1, 2.9]),
    ({"distribution": "truncated-exponential", "rate": -0.01, "min": 0, "max": 3}, [0.5, 2.9]),
    ({"distribution": "pareto", "scale": 1, "shape": 4}, [1.0001, 3.0, 1e9]),
    ({"distribution": "pareto", "scale": 0.2, "shape": 1.01}, [0.3, 1e5]),
    ({"distribution": "pareto", "scale": 1, "shape": 0.5, "cap": 30}, [1.5, 29.0]),
    ({"distribution": "affine", "scale": -2, "shift": "1/3", "of": {"distribution": "lognormal", "mu": 0, "sigma": 0.5}}, [-9.0, -1.5, 0.2]),
    ({"distribution": "affine", "scale": -1, "shift": 0, "of": {"distribution": "pareto", "scale": 1, "shape": 3}}, [-40.0, -1.01]),
]
digits = lambda x: nstr(x, 35)
functions = []
for _ in range(60):
    x, y, z = rng.uniform(-700, 700), rng.uniform(-0.6, 0.6), 10 ** rng.uniform(-300, 300)
    near, e, m = 1 + rng.uniform(-1e-3, 1e-3), rng.uniform(-5, 6), rng.uniform(0, 36)
    functions.append({
        "exp": [x, digits(exp(mpf(x)))], "expm1": [y, digits(expm1(mpf(y)))], "log": [z, digits(log(mpf(z)))], "logNear": [near, digits(log(mpf(near)))],
        "erf": [e, digits(erf(mpf(e)))], "erfc": [e, digits(erfc(mpf(e)))], "mills": [m, digits(upper(mpf(m)) / phi(mpf(m)))],
    })
out = {
    "functions": functions,
    "laws": [{"spec": s, "at": [[x, *(digits(v) for v in law(s)(mpf(x)))] for x in xs]} for s, xs in laws],
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "expected.json"), "w") as f:
    json.dump(out, f, indent=1)
    f.write("\n")
