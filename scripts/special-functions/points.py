"""Values of special functions in 25 digits at 9,900 random points, far tails among them, as JSON lines: function, arguments, value. Needs mpmath."""

import json
import random

import mpmath as mp

mp.mp.dps = 50
random.seed(1)


def spread(low, high):
    """A number whose logarithm is uniform."""
    return 10 ** random.uniform(low, high)


def tell(function, arguments, value):
    print(json.dumps([function, arguments, mp.nstr(value, 25)]))


for _ in range(3300):
    x = random.choice([random.uniform(-6, 26.5), random.random() * spread(-12, 0), random.uniform(0.4, 3)])
    tell("erfc", [x], mp.erfc(mp.mpf(x)))
for _ in range(3300):
    x = random.choice([random.uniform(0, 40), spread(0, 7), -random.uniform(0, 25)])
    y = mp.mpf(x)
    far = 1 / (y * mp.sqrt(mp.pi)) * (1 - 1 / (2 * y**2) + 3 / (4 * y**4))
    tell("erfcx", [x], mp.exp(y**2) * mp.erfc(y) if x < 1e4 else far)
for _ in range(3300):
    a, b = spread(-1, 2.5), spread(-1, 2.5)
    mean = a / (a + b)
    deviation = (a * b / ((a + b) ** 2 * (a + b + 1))) ** 0.5
    x = random.choice([random.random(), mean + deviation * random.uniform(-6, 6), spread(-8, 0)])
    if not 0 < x < 1:
        x = random.random()
    tell("betainc", [x, a, b], mp.betainc(a, b, 0, mp.mpf(x), regularized=True))
