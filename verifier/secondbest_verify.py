#!/usr/bin/env python3
"""The second verifier of `secondbest/certificate@1`, written from docs/certificate.md alone. Python 3.9 or later, standard library only.
    python3 secondbest_verify.py FILE... [--instance FILE] [--json]
Exit codes: 0 every certificate is accepted; 5 one is rejected; 2 one cannot be judged (not readable, or of a kind that is not served).
It reads numbers digit by digit, computes with whole numbers and fractions only, and refuses whatever the specification does not name.
"""
import argparse, gc, hashlib, json, math, re, sys
from bisect import bisect, bisect_left
from collections import Counter, namedtuple
from fractions import Fraction
from functools import reduce
from itertools import accumulate, combinations, combinations_with_replacement, product as tuples, zip_longest
from operator import itemgetter, mul
# Budgets, each checked before what it limits is built: of a file; of one number and of a common denominator; of an instance; of the work.
BYTES, VALUES, DEPTH = 32_000_000, 1_500_000, 64  # values: numbers, texts, lists and objects
DIGITS, BITS = 20_000, 200_000
ENTRIES, TRADERS, RANKED, POINTS, SHAPE = 1_000_000, 16, 64, 100_000, 64  # profiles × outcomes; traders on a side, or with continuous types; of a grid; of laws
WORK = 11_000_000  # steps, such as an addition of numbers of up to 256 bits
# Heights and slopes of a majorant are whole multiples of 2^-GRAIN, rounded upwards; its corners lie at multiples of 2^-FINER of the unit of masses.
GRAIN, FINER, HALVINGS = 192, 64, 24
if hasattr(sys, "set_int_max_str_digits"): sys.set_int_max_str_digits(0)  # DIGITS is the limit
class Unjudged(Exception): """The file is no certificate that can be judged here (exit code 2)."""
class Rejected(Exception): """The certificate does not prove its claim (exit code 5)."""
def demand(condition, reason, value=None, kind=Rejected):
    if not condition: raise kind(reason)
    return condition if value is None else value
def serve(condition, reason, value=None): return demand(condition, reason, value, Unjudged)
class Meter:
    """Counts the work that one certificate asks for."""
    spent = 0
    @classmethod
    def spend(cls, steps, bits=0):
        cls.spent += steps * (1 + bits // 256)
        serve(cls.spent <= WORK, f"the proof asks for more than {WORK} elementary steps, the budget of this verifier")
# ------------------------------------------------------------------------------------------------------------- JSON (specification §1)
class Number:
    """A number as it is written in the file."""
    __slots__ = ("text",)
    def __init__(self, text):
        serve(len(text) <= DIGITS, f"a number has more than {DIGITS} characters")
        self.text = text
def read_json(path):
    try:
        with open(path, "rb") as file: data = file.read(BYTES + 1)
        serve(len(data) <= BYTES, f"it has more than {BYTES} bytes")
        document = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error: raise Unjudged(f"it cannot be read: {ascii(str(error))[1:200]}") from None
    # What lies outside of texts: every other part between quotation marks that are not escaped.
    outside = "".join(document.replace("\\\\", "").replace('\\"', "").split('"')[0::2])
    serve(outside.count(",") + outside.count("[") + outside.count("{") <= VALUES, f"it has more than {VALUES} values")
    depths = accumulate(1 if bracket in "[{" else -1 for bracket in re.findall(r"[\[\]{}]", outside))
    serve(max(depths, default=0) <= DEPTH, f"it is nested more than {DEPTH} deep")
    gc.disable()  # A million values make no cycle, and looking for one takes as long as reading them.
    try: return json.loads(document, object_pairs_hook=unique, parse_int=Number, parse_float=Number, parse_constant=no_number)
    except ValueError as error: raise Unjudged(f"it is not JSON: {error}") from None
    finally: gc.enable()
def no_number(name): serve(False, f"it is not JSON: {name} is no number")
def unique(pairs):
    members = dict(pairs)
    return serve(len(members) == len(pairs), f"a key stands twice in one object, among them {', '.join(map(ascii, list(members)[:3]))[:80]}", members)
JSON_NUMBER = re.compile(r"(-?)(0|[1-9]\d*)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?", re.ASCII)
def spelling(token):
    """The canonical spelling of a decimal: that of ECMAScript's Number::toString, applied to all its digits."""
    match = serve(JSON_NUMBER.fullmatch(token), f"{token[:40]} is no number, or has an exponent of more than four digits")
    sign, whole, places, exponent = match.groups("")
    digits = (whole + places).lstrip("0")
    point = len(digits) - len(places) + int(exponent or 0)
    if not (digits := digits.rstrip("0")): return "0"
    if len(digits) <= point <= 21: return sign + digits.ljust(point, "0")
    if 0 < point <= 21: return sign + digits[:point] + "." + digits[point:]
    if -6 < point <= 0: return sign + "0." + "0" * -point + digits
    return f"{sign}{digits[0]}{'.' * (len(digits) > 1)}{digits[1:]}e{point - 1:+}"
SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
TO_ESCAPE = re.compile('["\\\\\x00-\x1f\ud800-\udfff]')
def quoted(value):
    return '"' + TO_ESCAPE.sub(lambda found: SHORT_ESCAPES.get(found.group(), f"\\u{ord(found.group()):04x}"), value) + '"'
def canonical(value):
    """JSON without spaces, keys in the order of their UTF-16 code units."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{quoted(key)}:{canonical(value[key])}" for key in keys) + "}"
    if isinstance(value, list): return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, Number):
        nearest = float(value.text)
        serve(math.isfinite(nearest) and exact(repr(nearest), "") == exact(value, ""), "a number with more digits than a double stands outside of quotes")
        return spelling(value.text)
    return quoted(value) if isinstance(value, str) else {None: "null", True: "true", False: "false"}[value]
# ---------------------------------------------------------------- shapes: a reader takes a value and where it stands, and returns its meaning
def record(required, optional=None):
    """An object with these fields and no other."""
    readers = {**required, **(optional or {})}
    def read(value, where):
        unknown = [key for key in anything(value, where) if key not in readers]
        demand(not unknown, f"{where}: unknown field {', '.join(map(ascii, unknown[:3]))[:80]}")
        demand(all(key in value for key in required), f"{where}: of the fields {', '.join(required)} one is missing")
        return {key: readers[key](item, f"{where}.{key}") for key, item in value.items()}
    return read
def listed(item, least=0):
    def read(value, where):
        demand(isinstance(value, list) and len(value) >= least, f"{where}: a list of at least {least} entries is expected")
        return [item(entry, f"{where}[{k}]") for k, entry in enumerate(value)]
    return read
def word(*words): return lambda value, where: demand(isinstance(value, str) and value in words, f"{where}: one of {', '.join(words)} is expected", value)
def tagged(key, variants, optional={}):
    """An object whose field `key` says which of the variants it is."""
    readers = {tag: record({key: text, **fields}, optional.get(tag)) for tag, fields in variants.items()}
    return lambda value, where: readers[word(*variants)(anything(value, where).get(key), f"{where}.{key}")](value, where)
def either(kind, reader, other): return lambda value, where: (reader if isinstance(value, kind) else other)(value, where)
def of_kind(kind, what): return lambda value, where: demand(isinstance(value, kind), f"{where}: {what} is expected", value)
text, anything = of_kind(str, "a text"), of_kind(dict, "an object")
def nothing_or(reader): return either(type(None), lambda value, where: None, reader)
def index(value, where):
    whole = isinstance(value, Number) and re.fullmatch(r"0|[1-9]\d{0,15}", value.text, re.ASCII) and int(value.text) < 1 << 53
    return int(demand(whole, f"{where}: a whole number from 0 is expected", value).text)
FRACTION = re.compile(r"(-?(?:0|[1-9]\d*))(?:/([1-9]\d*))?", re.ASCII)
def fraction(value, where):
    """A number of a proof: a text with a whole number, or a whole number over a positive one."""
    known = isinstance(value, str) and len(value) <= DIGITS and FRACTION.fullmatch(value)
    match = demand(known, f'{where}: a fraction such as "9/64", of at most {DIGITS} characters, is expected')
    return Fraction(int(match.group(1)), int(match.group(2) or 1))
DECIMAL = r"(\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d{1,4}))?"
WRITTEN = re.compile(rf"\s*([+-]?){DECIMAL}\s*(?:/\s*{DECIMAL}\s*)?", re.ASCII)
def exact(value, where):
    """A number of an instance: a JSON number, or a text with a decimal or a quotient of two."""
    written = value.text if isinstance(value, Number) else value
    match = WRITTEN.fullmatch(written) if isinstance(written, str) and len(written) <= DIGITS else None
    demand(match, f"{where}: a finite number is expected, of at most {DIGITS} characters and with exponents of at most four digits")
    sign, top, top_exponent, bottom, bottom_exponent = match.groups()
    divisor = decimal(bottom, bottom_exponent) if bottom else Fraction(1)
    number = decimal(top, top_exponent) / demand(divisor != 0, f"{where}: a division by zero", divisor)
    return demand(number < 2**1024 - 2**970, f"{where}: the number is too large", -number if sign == "-" else number)
def decimal(digits, exponent):
    whole, _, places = digits.partition(".")
    shift = int(exponent or 0) - len(places)
    return Fraction(int(whole + places) * 10 ** max(shift, 0), 10 ** max(-shift, 0))
def rows(indices):
    """Rows of whole numbers and a fraction, strictly increasing in the whole numbers: [(whole numbers, fraction)]."""
    def row(value, where):
        demand(isinstance(value, list) and len(value) == indices + 1, f"{where}: {indices} whole numbers and a fraction are expected")
        return tuple(index(cell, where) for cell in value[:-1]), fraction(value[-1], where)
    def read(value, where):
        result = listed(row)(value, where)
        return demand(all(a[0] < b[0] for a, b in zip(result, result[1:])), f"{where}: the rows are not in their order", result)
    return read
def level(value, where):
    return demand(isinstance(value, list) and len(value) == 2, f"{where}: a group and a number of cells are expected", listed(index)(value, where))
def flatten(lists): return [entry for part in lists for entry in flatten(part)] if isinstance(lists, list) else [lists]
def common(numbers):
    """Whole numbers over one denominator; lists of lists keep their shape."""
    flat, denominator = flatten(numbers), 1
    for number in flat:
        if denominator % number.denominator:
            denominator = denominator // math.gcd(denominator, number.denominator) * number.denominator
            serve(denominator.bit_length() <= BITS, f"a common denominator has more than {BITS} bits")
    Meter.spend(len(flat), denominator.bit_length())
    take = iter([number.numerator * (denominator // number.denominator) for number in flat])
    shaped = lambda pattern: [shaped(entry) if isinstance(entry, list) else next(take) for entry in pattern]
    return shaped(numbers), denominator
# ------------------------------------------------------------------------------------------------------ the instance (specification §2)
exacts, bare = listed(exact, 1), lambda value, where: exact(of_kind(Number, "a number")(value, where), where)
def law(value, where):
    kind = anything(value, where).get("distribution")
    serve(kind not in TRANSCENDENTAL, f"{where}: the law {kind} is not rational, and enclosures of such laws are not served here")
    return Meter.spend(800) or law_of(LAWS(value, where), where)
TRANSCENDENTAL = ("truncated-normal", "truncated-exponential", "exponential", "normal", "lognormal", "pareto")
INTERVAL = {"min": exact, "max": exact}
ATOMS = {"point-mass": {"at": exact}, "discrete": {"values": exacts, "masses": exacts}, "empirical": {"samples": exacts}}
POWERS = {"power": {**INTERVAL, "exponent": exact}, "reverse-power": {**INTERVAL, "exponent": exact}, "beta": {**INTERVAL, "a": exact, "b": exact}}
UNIFORM = {"uniform": INTERVAL, "piecewise-uniform": {"knots": exacts, "masses": exacts}}
MADE = {"mixture": {"weights": exacts, "components": listed(law, 1)}, "affine": {"scale": exact, "shift": exact, "of": law}}
LAWS = tagged("distribution", {**ATOMS, **POWERS, **UNIFORM, **MADE})
def names(values, where):
    labels = listed(either(Number, lambda label, _: spelling(label.text), text), 1)(values, where)
    demand(all(label.strip().strip("\ufeff") for label in labels), f"{where}: a name is empty")
    return demand(len(set(labels)) == len(labels), f"{where}: two names are the same", labels)
def joint(value, where): return either(list, listed(joint), exact)(value, where)
def budget(value, where):
    rule = word("none", "ex-ante", "no-deficit", "balanced")
    given = either(str, lambda value, where: {"rule": rule(value, where)}, record({"rule": rule}, {"requiredProfit": exact}))(value, where)
    profit = given.get("requiredProfit", Fraction(0))
    return demand(profit == 0 or given["rule"] != "none", f"{where}: a required profit without a budget", (given["rule"], profit))
def objective(value, where):
    """Weights of the rents of buyers and sellers, of each entry of the partners, or one for all (None); and the weight of the broker's profit."""
    given = either(str, word("gains-from-trade", "broker-profit"), record({"weights": record({"broker": exact}, WEIGHTS)}))(value, where)
    if isinstance(given, str): return None, [Fraction(given == "gains-from-trade")], Fraction(1)
    sides, broker = tuple(side for side in WEIGHTS if side in given["weights"]), given["weights"]["broker"]
    rents = flatten([given["weights"][side] for side in sides])
    return demand(min(*rents, broker, 0) >= 0 < max(*rents, broker, 0), f"{where}: weights are at least 0, and not all 0", (sides, rents, broker))
def discretization(value, where):
    given = record({"rule": word("atoms", "midpoint", "equal-mass", "gauss")}, {"points": index, "mergeBelow": bounded(0, Fraction(1, 10))})(value, where)
    points, least = given.get("points", int(given["rule"] == "atoms")), given.get("mergeBelow")
    demand(least != 0, f"{where}.mergeBelow: a mass above 0 is expected")
    return demand(points > 0, f"{where}.points: at least 1 is expected", (given["rule"], points, least or 0))
def bounded(low, high):
    return lambda value, where: demand(low <= bare(value, where) <= high, f"{where}: a number from {low} to {high} is expected", bare(value, where))
SIDES, WEIGHTS = ("buyer", "seller", "partner"), {"buyers": exact, "sellers": exact, "partners": exacts}
groups = listed(record({"count": index, "distribution": law}), 1)
partners = listed(record({"share": exact, "distribution": law}, {"count": index}), 1)
agents = listed(record({"name": text, "types": names}, {"side": word("buyer", "seller")}), 1)
priors = record({}, {"independent": listed(exacts), "joint": listed(joint)})
options = listed(either(list, exacts, exact))
utilities = {"outcomes": listed(text), "utilities": listed(listed(exacts))}
tables = record({"kind": text, "agents": agents, "prior": priors, **utilities}, {"outsideOptions": options})
markets = {"bilateral-trade": {"buyer": law, "seller": law}, "multilateral-trade": {"buyers": groups, "sellers": groups}}
trade = tagged("kind", {**markets, "partnership": {"partners": partners}}, {"partnership": {"divisions": listed(exacts, 1)}})
def environment(value, where):
    if isinstance(value, dict) and value.get("kind") == "finite": return check_tables(tables(value, where), where)
    given, groups = trade(value, where), {}
    for side in SIDES:  # of each group: how many, the share of each, their law
        own = given.get(side + "s") or [{"distribution": given.get(side)}] * (side in given)
        groups[side] = [(group.get("count", 1), group.get("share", Fraction(0)), group["distribution"]) for group in own]
        demand(all(count > 0 for count, _, _ in groups[side]), f"{where}.{side}s: a group has no traders")
    shares = groups["partner"]
    fits = sum(count for count, *_ in shares) > 1 == sum(count * share for count, share, _ in shares) and min(share for _, share, _ in shares) >= 0
    demand(fits or not shares, f"{where}.partners: two or more, with shares of total 1, are expected")
    # Of a partnership with divisions: what each partner holds, the shares first; None where any division can be agreed on.
    divisions = [tuple(share for _, share, _ in shares), *map(tuple, given["divisions"])] if "divisions" in given else None
    for holdings in divisions or []:
        demand(len(holdings) == len(shares) == sum(count for count, *_ in shares), f"{where}.divisions: they name partners who are listed one by one")
        demand(min(holdings) >= 0 and sum(holdings) == 1, f"{where}.divisions: holdings of at least 0 with total 1 are expected")
    divisions = divisions and list(dict.fromkeys(divisions))
    return {"kind": given["kind"], "sides": {"partners": len(shares)} if shares else {"buyers": 1, "sellers": 1}, "divisions": divisions, **groups}
incentives, participation = word("bayesian", "dominant"), word("none", "ex-ante", "interim", "ex-post")
expected = record({"value": exact}, {"tolerance": bounded(0, 2**1024)})
asked = {"incentives": incentives, "participation": participation, "budget": budget, "objective": objective, "discretization": discretization}
free = {"$schema": text, "name": text, "description": text, "width": bounded(Fraction(1, 10**14), Fraction(1, 10)), "select": listed(text, 1), "symmetric": of_kind(bool, "true or false"), "expected": expected}
instance = record({"format": word("secondbest/instance@1"), "environment": environment}, {**asked, **free})
DEFAULTS = ("bayesian", "interim", ("ex-ante", Fraction(0)), (None, [Fraction(1)], Fraction(1)), None)
def question_of(value):
    """The question that an instance asks, in exact numbers: equal questions are equal."""
    given = instance(value, "instance")
    question = {**dict(zip(asked, DEFAULTS)), **{key: given[key] for key in (*asked, "environment") if key in given}}
    demand(question["discretization"] is None or question["environment"]["kind"] != "finite", "instance.discretization: a finite environment has none")
    sides, (stated, rents, broker) = question["environment"]["sides"], question["objective"]
    demand(stated is None or (stated == tuple(sides) and len(rents) == sum(sides.values())), "instance.objective: the weights do not fit the environment")
    question["objective"] = *(rents if stated else rents * sum(sides.values())), broker
    return question
def probabilities(masses, where, may_vanish=False):
    """Masses whose total within 1e-9 of 1 is divided out exactly."""
    demand(all(mass > 0 or (mass == 0 and may_vanish) for mass in masses), f"{where}: a probability is negative, or 0 where it may not be")
    parts, denominator = common(masses)
    total = sum(parts)
    demand(abs(total - denominator) * 10**9 <= denominator, f"{where}: the probabilities do not sum to 1")
    return masses if total == denominator else [Fraction(part, total) for part in parts]
def check_tables(given, where):
    """The tables of a finite environment, of the right sizes, with the prior as ("independent", lists) or ("joint", masses of profiles)."""
    names([agent["name"] for agent in given["agents"]], f"{where}.agents")
    sizes, outcomes = [len(agent["types"]) for agent in given["agents"]], len(names(given["outcomes"], f"{where}.outcomes"))
    limit_entries(sizes, outcomes)
    demand([list(map(len, table)) for table in given["utilities"]] == [[size] * outcomes for size in sizes], f"{where}.utilities: the tables do not fit the agents, outcomes and types")
    stated = given.get("outsideOptions", [Fraction(0)] * len(sizes))
    outside = [option if isinstance(option, list) else [option] * size for option, size in zip(stated, sizes)]
    demand(len(stated) == len(sizes) and list(map(len, outside)) == sizes, f"{where}.outsideOptions: they do not fit the agents and types")
    demand(len(given["prior"]) == 1, f"{where}.prior: either independent or joint is expected")
    ((kind, masses),) = given["prior"].items()
    if kind == "independent":
        demand(list(map(len, masses)) == sizes, f"{where}.prior: the lists do not fit the agents and types")
        masses = [probabilities(own, f"{where}.prior") for own in masses]
    else:
        demand(has_shape(masses, sizes) or has_shape(masses, [math.prod(sizes)]), f"{where}.prior: the table does not fit the types")
        masses = probabilities(flatten(masses), f"{where}.prior", True)
        for a, size in enumerate(sizes):
            possible = {p // math.prod(sizes[a + 1 :]) % size for p, mass in enumerate(masses) if mass > 0}
            demand(len(possible) == size, f"{where}.prior: a type of agent {a} has probability 0")
    sides = [(agent["name"], agent.get("side", "buyer"), agent["types"]) for agent in given["agents"]]
    return {**given, "sides": {"buyers": 1, "sellers": 1}, "agents": sides, "outsideOptions": outside, "prior": (kind, masses)}
def has_shape(table, sizes):
    """True for lists of sizes[0] lists of sizes[1] lists … of numbers."""
    return bool(sizes) and len(table) == sizes[0] and all(has_shape(row, sizes[1:]) for row in table) if isinstance(table, list) else not sizes
def limit_entries(sizes, outcomes): serve(math.prod(sizes) * outcomes <= ENTRIES, f"more than {ENTRIES} type profiles times outcomes are not served")
# ----------------------------------------------------------------------------------------------------------- laws (specification §2.2)
class Law(namedtuple("Law", "atoms pieces")):
    """Atoms {point: mass} and pieces (from, to, density): a density is a list of coefficients, the constant first; pieces may overlap."""
    def image(self, scale, shift, weight=Fraction(1)):
        """The law of scale·V + shift, its masses times the weight."""
        Meter.spend(40 * (len(self.pieces) + len(self.atoms)))
        moved = lambda density: [c * weight / abs(scale) for c in compose(density, -shift / scale, 1 / scale)]
        pieces = [(*sorted((low * scale + shift, high * scale + shift)), moved(density)) for low, high, density in self.pieces]
        return Law({at * scale + shift: mass * weight for at, mass in self.atoms.items()}, pieces)
    def stretches(self):
        """Where atoms lie and pieces end, in order, and between neighbours of these the density."""
        ends = sorted({*self.atoms, *(end for low, high, _ in self.pieces for end in (low, high))})
        Meter.spend(len(ends) * len(self.pieces) * max((len(f) for _, _, f in self.pieces), default=0))
        over = lambda low, high: zip_longest(*(f for start, end, f in self.pieces if start <= low and high <= end), fillvalue=Fraction(0))
        return ends, [[sum(cs, Fraction(0)) for cs in over(low, high)] for low, high in zip(ends, ends[1:])]
def product(a, b):
    Meter.spend(len(a) * len(b), 8 * max((c.numerator.bit_length() + c.denominator.bit_length() for c in (*a, *b)), default=0))
    result = [Fraction(0)] * (len(a) + len(b) - 1) if a and b else []
    for i, x in enumerate(a):
        for j, y in enumerate(b): result[i + j] += x * y
    return result
def compose(a, shift, slope):
    """a(shift + slope·x)."""
    step = lambda result, c: [x + y for x, y in zip_longest(product(result, [shift, slope]), [c], fillvalue=Fraction(0))]
    return reduce(step, reversed(a), [])
def integral(a): return [Fraction(0), *(c / (k + 1) for k, c in enumerate(a))]
def evaluator(a):
    """The function x ↦ a(x), with one reduction a value."""
    coefficients, unit = common(a)
    def value(x):
        total, power = 0, 1
        Meter.spend(len(a), len(a) * x.denominator.bit_length() + unit.bit_length())
        for c in reversed(coefficients): total, power = total * x.numerator + c * power, power * x.denominator
        return Fraction(total * x.denominator, unit * power)
    return value
def law_of(given, where):
    kind = given["distribution"]
    if kind == "point-mass": return Law({given["at"]: Fraction(1)}, [])
    if kind == "empirical": return Law({at: Fraction(n, len(given["samples"])) for at, n in Counter(given["samples"]).items()}, [])
    if kind in ("discrete", "piecewise-uniform"):
        points = given["values"] if kind == "discrete" else given["knots"]
        demand(all(low < high for low, high in zip(points, points[1:])), f"{where}: the points do not increase")
        demand(len(given["masses"]) == len(points) - (kind != "discrete"), f"{where}.masses: the points ask for another number of masses")
        masses = probabilities(given["masses"], f"{where}.masses", kind != "discrete")
        if kind == "discrete": return Law(dict(zip(points, masses)), [])
        return Law({}, [(low, high, [mass / (high - low)]) for low, high, mass in zip(points, points[1:], masses) if mass > 0])
    if kind == "mixture":
        demand(len(given["weights"]) == len(given["components"]), f"{where}.weights: one weight a component is expected")
        weights = probabilities(given["weights"], f"{where}.weights")
        parts = [part.image(Fraction(1), Fraction(0), weight) for part, weight in zip(given["components"], weights)]
        atoms = {at: sum(part.atoms.get(at, 0) for part in parts) for at in {at for part in parts for at in part.atoms}}
        return Law(atoms, [piece for part in parts for piece in part.pieces])
    if kind == "affine":
        demand(given["scale"] != 0, f"{where}.scale: a number other than 0 is expected")
        return given["of"].image(given["scale"], given["shift"])
    demand(given["min"] < given["max"], f"{where}.max: it is not above min")
    a, b = given.get("a", given.get("exponent", Fraction(1))), given.get("b", Fraction(1))
    demand(a > 0 and b > 0, f"{where}: a shape is not positive")
    serve(a.denominator == b.denominator == 1 and max(a, b) <= SHAPE, f"{where}: shapes other than whole numbers up to {SHAPE} are not served here")
    a, b = (b, a) if kind == "reverse-power" else (a, b)
    factors = [[Fraction(0), Fraction(1)]] * (int(a) - 1) + [[Fraction(1), Fraction(-1)]] * (int(b) - 1)
    density = reduce(product, factors, [Fraction(1)])
    total = sum(integral(density))
    return Law({}, [(Fraction(0), Fraction(1), [c / total for c in density])]).image(given["max"] - given["min"], given["min"])
def running(ends, densities, power):
    """The function x ↦ ∫ v^power·density up to x."""
    parts = [evaluator(integral([Fraction(0)] * power + density)) for density in densities]
    sums = [0, *accumulate(part(high) - part(low) for part, low, high in zip(parts, ends, ends[1:]))]
    def value(x):
        k = min(bisect(ends, x), len(parts)) - 1
        return sums[k] + parts[k](x) - parts[k](ends[k])
    return value
def merged(types, least):
    """Types collected going up until they have the least mass, at their means; the rest joins the last one (§2.3)."""
    groups = []
    for at, mass in types:
        if not groups or groups[-1][0] >= least: groups.append((0, 0))
        groups[-1] = groups[-1][0] + mass, groups[-1][1] + at * mass
    if len(groups) > 1 and groups[-1][0] < least: groups[-2:] = [tuple(map(sum, zip(*groups[-2:])))]
    return [(moment / mass, mass) for mass, moment in groups]
def grid_of(law, discretization):
    """Types in increasing order with their masses (§2.3)."""
    types = dict(law.atoms)
    if law.pieces:
        demand(discretization, "proof.kind: a law is continuous and there is no discretization, so only a proof for the continuum can speak of it")
        rule, points, _ = discretization
        serve(rule != "gauss", "grids of the rule gauss are not rational, and not served here")
        demand(rule != "atoms", "instance.discretization: the rule atoms does not serve a law with a continuous part")
        serve(points <= POINTS, f"more than {POINTS} points are not served")
        ends, densities = law.stretches()
        mass_to, moment_to = running(ends, densities, 0), running(ends, densities, 1)
        levels, cuts = [mass_to(end) for end in ends], []
        for share in (Fraction(k, points) for k in range(points + 1)):
            k = bisect_left(levels, levels[-1] * share)  # the least point that reaches the share lies in stretch k − 1
            inside = rule == "equal-mass" and k > 0
            serve(not inside or not any(densities[k - 1][1:]), "grids of equal mass are rational for constant densities only, and not served for others")
            at_mass = ends[k - 1] + (levels[-1] * share - levels[k - 1]) / densities[k - 1][0] if inside else ends[0]
            cuts.append(at_mass if rule == "equal-mass" else ends[0] + (ends[-1] - ends[0]) * share)
        reached = [(mass_to(cut), moment_to(cut) if rule == "equal-mass" else 0) for cut in cuts]
        for low, high, (mass_low, moment_low), (mass_high, moment_high) in zip(cuts, cuts[1:], reached, reached[1:]):
            mass = mass_high - mass_low
            if mass > 0:
                at = (low + high) / 2 if rule == "midpoint" else (moment_high - moment_low) / mass
                types[at] = types.get(at, 0) + mass
    return merged(sorted(types.items()), discretization[2] if discretization else 0)
# ------------------------------------------------------------------------------------------------------ finite proofs (specification §4)
class Finite:
    """Agents with finitely many types, and a proof about them; profiles are numbered with the last agent's type fastest."""
    def __init__(self, question, _):
        environment, (*rents, self.broker) = question["environment"], question["objective"]
        if environment["kind"] == "finite":
            self.names = [(name, types) for name, _, types in environment["agents"]], environment["outcomes"]
            self.weights = [rents[side == "seller"] for _, side, _ in environment["agents"]]
            utilities, self.outside, self.outcomes = environment["utilities"], environment["outsideOptions"], len(environment["outcomes"])
            kind, masses = environment["prior"]
            self.sizes = [len(types) for _, types in self.names[0]]
        else:
            sides = [[(entry, *own) for entry, (count, *own) in enumerate(environment[side]) for _ in range(min(count, TRADERS))] for side in SIDES]
            serve(max(map(len, sides)) < TRADERS, f"{TRADERS} traders on one side are not served")
            own = [(side, k, *agent) for side, agents in zip(SIDES, sides) for k, agent in enumerate(agents)]
            grids = {id(law): grid_of(law, question["discretization"]) for *_, law in own}
            (m, n, _), own = map(len, sides), [(*agent, grids[id(law)]) for *agent, law in own]
            divisions = environment["divisions"]
            self.sizes, self.outcomes = [len(grid) for *_, grid in own], math.comb(m + n, m) if m else len(divisions or own)
            self.weights = [rents[entry if side == "partner" else side == "seller"] for side, _, entry, _, _ in own]
            self.outside = [[Fraction(0)] * size for size in self.sizes]
            limit_entries(self.sizes, self.outcomes)
            labels = [f"{side} {k + 1}" if m != 1 or n != 1 else side for side, k, *_ in own]
            sets = [left + right for k in range(min(m, n) + 1) for left in combinations(range(m), k) for right in combinations(range(m, m + n), k)]
            deals = ["trade: " + ", ".join(labels[a] for a in trading) if trading and m + n > 2 else "trade" if trading else "no trade" for trading in sets]
            if not m: sets, deals = [(a,) for a in range(len(own))], [f"all to {label}" for label in labels]
            held = [[a in holders for a in range(len(own))] for holders in sets]
            if divisions:
                part = lambda quantity, label: f"{'all' if quantity == 1 else quantity} to {label}"
                deal = lambda holdings: ", ".join(part(quantity, label) for quantity, label in zip(holdings, labels) if quantity)
                held, deals = divisions, ["no trade" if max(divisions[0]) < 1 else deal(divisions[0]), *map(deal, divisions[1:])]
            self.names = [(label, [str(at) for at, _ in grid]) for label, (*_, grid) in zip(labels, own)], deals
            gains = lambda a, side, share, at: [(at if side != "seller" else -at) * (quantities[a] - share) for quantities in held]
            utilities = [list(zip(*(gains(a, side, share, at) for at, _ in grid))) for a, (side, _, _, share, grid) in enumerate(own)]
            kind, masses = "independent", [[mass for _, mass in grid] for *_, grid in own]
        self.agents, self.profiles = range(len(self.sizes)), math.prod(self.sizes)
        self.strides = [math.prod(self.sizes[a + 1 :]) for a in self.agents]
        self.prior, self.unit = ([1], 1) if kind == "independent" else common(masses)
        for own in masses if kind == "independent" else []:
            parts, denominator = common(own)
            self.unit *= denominator
            Meter.spend(len(self.prior) * len(parts), self.unit.bit_length())
            self.prior = [mass * part for mass in self.prior for part in parts]
        demand(sum(self.prior) == self.unit and min(self.prior) >= 0, "instance.environment: the masses are no probabilities")
        self.types = [[p // stride % size for p in range(self.profiles)] for stride, size in zip(self.strides, self.sizes)]
        self.utility, self.scale = common([[list(worths) for worths in zip(*table)] for table in utilities])  # [agent][type][outcome]
        self.incentives = "ex-post" if question["incentives"] == "dominant" else "interim"
        self.participation, (self.budget, self.profit) = question["participation"], question["budget"]
    def states(self, a, stage):  # how many a constraint of agent a has that holds at this stage
        return {"none": 0, "ex-ante": 1, "interim": self.sizes[a], "ex-post": self.profiles}[stage]
    def cases(self, a, stage, state):
        """What agent a may face in a state: [(own type, profile with the own type 0, weight)], and what the weights are to be divided by."""
        stride, size = self.strides[a], self.sizes[a]
        if stage == "ex-post":
            k = self.types[a][state]
            return [(k, state - k * stride, 1)], 1
        others = [p for start in range(0, self.profiles, stride * size) for p in range(start, start + stride)]
        if stage == "ex-ante":
            return [(k, p, self.prior[p + k * stride]) for k in range(size) for p in others], self.unit
        weighted = [(state, p, self.prior[p + state * stride]) for p in others]
        return weighted, sum(weight for _, _, weight in weighted)
    def attained(self, mechanism):
        """The objective that a mechanism attains, after every constraint has been checked for every deviation."""
        (lotteries, chance_unit), (payments, payment_unit) = self.lotteries(mechanism["lottery"]), self.payments(mechanism["payments"])
        unit, value = self.scale * chance_unit * payment_unit, Fraction(0)
        support, bits = sum(map(len, lotteries)), unit.bit_length() + self.unit.bit_length()
        for a in self.agents:
            stride = self.strides[a]
            Meter.spend(self.sizes[a] * (support + 2 * self.profiles), bits)
            # What the agent gains with true type k when the profile p is reported: an integer over `unit`.
            gains = []
            for worth in self.utility[a]:
                bought = [payment_unit * sum(chance * worth[o] for o, chance in lottery) for lottery in lotteries]
                gains.append([gain - self.scale * chance_unit * paid for gain, paid in zip(bought, payments[a])])
            for state in range(self.states(a, self.incentives)):
                cases, _ = self.cases(a, self.incentives, state)
                told = [sum(weight * gains[k][p + report * stride] for k, p, weight in cases) for report in range(self.sizes[a])]
                demand(max(told) == told[self.types[a][state] if self.incentives == "ex-post" else state], f"incentives: agent {a} gains by a lie in state {state}")
            options = [option * unit for option in self.outside[a]]
            for state in range(self.states(a, self.participation)):
                cases, _ = self.cases(a, self.participation, state)
                Meter.spend(len(cases), bits)
                rent = sum(weight * (gains[k][p + k * stride] - options[k]) for k, p, weight in cases)
                demand(rent >= 0, f"participation: agent {a} loses in state {state}")
            rents = [mass * (gains[k][p] - options[k]) for p, (mass, k) in enumerate(zip(self.prior, self.types[a]))]
            value += self.weights[a] * sum(rents) / (self.unit * unit)
        profits = [sum(paid) for paid in zip(*payments)]
        expected = Fraction(sum(mass * profit for mass, profit in zip(self.prior, profits)), self.unit * payment_unit)
        least = {"none": self.profit, "ex-ante": expected}.get(self.budget, Fraction(min(profits), payment_unit))
        demand(least >= self.profit, "budget: the profit is less than required")
        demand(self.budget != "balanced" or max(profits) <= self.profit * payment_unit, "budget: the profit of a state is more than required")
        return value + self.broker * expected
    def lotteries(self, given):
        demand(len(given) == self.profiles, f"proof.mechanism.lottery: {self.profiles} entries are expected")
        chances, unit = common([[chance for _, chance in lottery] for lottery in given])
        lotteries = [[(outcome, chance) for ((outcome,), _), chance in zip(lottery, own)] for lottery, own in zip(given, chances)]
        for p, lottery in enumerate(lotteries):
            possible = all(outcome < self.outcomes and chance >= 0 for outcome, chance in lottery)
            demand(possible and sum(chance for _, chance in lottery) == unit, f"proof.mechanism.lottery[{p}]: these are no probabilities of outcomes")
        return lotteries, unit
    def payments(self, given):
        rule, values = given["rule"], given["values"]
        fits = [self.profiles] * len(self.agents) if rule == "table" else self.sizes
        demand(list(map(len, values)) == fits, "proof.mechanism.payments: the table does not fit the agents and their types")
        values, unit = common(values)
        if rule == "table": return values, unit
        Meter.spend(self.profiles * len(self.agents) * 2, unit.bit_length() + self.unit.bit_length())
        own = [[value[k] for k in types] for value, types in zip(values, self.types)]
        if rule == "interim": return own, unit
        # τ_a − Σ_b≠a (τ_b − E τ_b)/(agents − 1), everything times (agents − 1)·(unit of the prior).
        shares, means = max(len(own) - 1, 1), [sum(mass * paid for mass, paid in zip(self.prior, row)) for row in own]
        deviations = [[paid * self.unit - mean for paid in row] for row, mean in zip(own, means)]
        totals = [sum(column) for column in zip(*deviations)]
        paid = [[shares * self.unit * t - (total - d) for t, total, d in zip(row, totals, out)] for row, out in zip(own, deviations)]
        return paid, shares * self.unit * unit
    def bound(self, multipliers, objective):
        """The bound that the multipliers prove on the objective (§4.3), on 0 without it."""
        incentives, participation, budget = (multipliers[key] for key in ("incentives", "participation", "budget"))
        signed = incentives + participation + (budget if self.budget != "balanced" else [])
        demand(all(price >= 0 for _, price in signed), "multipliers: a price is negative")
        # How much of every payment, and of each (agent, true type)'s gain when p is reported, the sum of all priced constraints contains.
        on_payment, on_gain, constant = [[Fraction(0)] * self.profiles for _ in self.agents], [Counter() for _ in range(self.profiles)], Fraction(0)
        def add_gain(a, stage, state, price, report=None, option=False):
            nonlocal constant
            demand(a in self.agents and state < self.states(a, stage), f"multipliers: agent {a} has no such constraint in state {state}")
            demand(report is None or report < self.sizes[a], f"multipliers: agent {a} has no type {report} to report")
            cases, divisor = self.cases(a, stage, state)
            Meter.spend(6 * len(cases), price.denominator.bit_length() + self.unit.bit_length())
            for k, others, weight in cases:
                p, amount = others + (k if report is None else report) * self.strides[a], price / divisor * weight
                on_payment[a][p] -= amount
                on_gain[p][a, k] += amount
                constant -= amount * self.outside[a][k] if option else 0
        def add_profit(state, price):
            Meter.spend(self.profiles if state is None else 1, price.denominator.bit_length() + self.unit.bit_length())
            for p in range(self.profiles) if state is None else [state]:
                amount = price * self.prior[p] / self.unit if state is None else price
                for own in on_payment: own[p] += amount
        for (a, state, report), price in incentives:
            add_gain(a, self.incentives, state, price)
            add_gain(a, self.incentives, state, -price, report)
        for (a, state), price in participation: add_gain(a, self.participation, state, price, option=True)
        for (state,), price in budget:
            stage = {"none": "none", "ex-ante": "ex-ante"}.get(self.budget, "ex-post")
            demand(state < self.states(0, stage), f"multipliers: there is no budget in state {state}")
            add_profit(None if stage == "ex-ante" else state, price)
            constant -= price * self.profit
        if objective:
            add_profit(None, self.broker)
            for a in self.agents: add_gain(a, "ex-ante", 0, self.weights[a], option=True)
        demand(not any(map(any, on_payment)), "multipliers: a payment keeps an effect")
        best = Fraction(0)
        for amounts in on_gain:
            Meter.spend(len(amounts) * self.outcomes)
            best += max(sum(amount * self.utility[a][k][o] for (a, k), amount in amounts.items()) for o in range(self.outcomes))
        return constant + best / self.scale
# ----------------------------------------------------------------------------------------------------- continuum proofs (specification §5)
Cell = namedtuple("Cell", "low high mass moment kind near far")  # near, far: P(V ≥ v)/density(v) at high and low, from inside; None: infinite
def increasing(points):
    points = list(set(points))
    return [point for _, point in sorted(zip(common(points)[0], points))]
def cells_of(types, knots, sign):
    """A trader's types in cells of decreasing worth (§5.2), worth being the type times the sign."""
    serve(len(knots) <= POINTS, f"more than {POINTS} knots are not served")
    law, cells, above = types.image(Fraction(sign), Fraction(0)), [], Fraction(0)
    ends, densities = law.stretches()
    knots = increasing(sign * knot for knot in knots if ends[0] < sign * knot < ends[-1])
    mass_to, moment_to = running(ends, densities, 0), running(ends, densities, 1)
    def add(low, high, mass, moment, kind, density_high, density_low):
        nonlocal above
        near = Fraction(0) if above == 0 else above / density_high if density_high else None
        above += mass
        cells.append(Cell(low, high, mass, moment, kind, near, above / density_low if density_low else None))
    for k in reversed(range(len(ends))):
        low, density = ends[k], densities[k] if k < len(densities) else []
        if density:
            density_at, (turns, kinds) = evaluator(density), curvature(density, above, low, ends[k + 1])
            inside = knots[bisect(knots, low) : bisect_left(knots, ends[k + 1])]
            points = increasing([low, *inside, *turns])
            values = [(point, mass_to(point), moment_to(point), density_at(point)) for point in reversed(points)]
            for (high, m_high, e_high, f_high), (start, m_low, e_low, f_low) in zip(values, values[1:]):
                add(start, high, m_high - m_low, e_high - e_low, kinds[bisect(turns, start)], f_high, f_low)
        if low in law.atoms: add(low, low, law.atoms[low], law.atoms[low] * low, "atom", 0, 0)
    return cells
def curvature(density, above, low, high):
    """Where 2f² + S·f′, S(v) = above + ∫_v^high f, is proved ≥ 0 (concave), ≤ 0 (convex) or neither: upper ends of these intervals, and kinds."""
    survival = [-c for c in integral(density)]
    survival[0] += above + evaluator(integral(density))(high)
    bent = product(survival, [c * (k + 1) for k, c in enumerate(density[1:])])
    test = [2 * a + b for a, b in zip_longest(product(density, density), bent, fillvalue=Fraction(0))]
    # Bernstein's coefficients of the polynomial a on [0, 1]: b_k = Σ_i C(k, i)/C(degree, i)·a_i; only their signs matter.
    a, degree = compose(test, low, high - low), len(test) - 1
    Meter.spend(degree * degree, degree * max(c.denominator.bit_length() for c in a))
    b = [sum(Fraction(math.comb(k, i), math.comb(degree, i)) * a[i] for i in range(k + 1)) for k in range(degree + 1)]
    waiting, turns, kinds = [(common(b)[0], low, high, 0)], [], []
    while waiting:
        b, start, end, depth = waiting.pop()
        kind = "concave" if min(b) >= 0 else "convex" if max(b) <= 0 else "unknown"
        if kind != "unknown" or depth == HALVINGS:
            if kinds and kinds[-1] == kind: turns[-1] = end
            else: turns, kinds = [*turns, end], [*kinds, kind]
            continue
        # De Casteljau at one half; doubled at every level, so that all stay whole.
        Meter.spend(degree * degree, max(map(abs, b)).bit_length())
        left, right, row = [b[0] << degree], [b[-1] << degree], b
        for level in reversed(range(degree)):
            row = [x + y for x, y in zip(row, row[1:])]
            left, right = [*left, row[0] << level], [row[-1] << level, *right]
        waiting += [(right, (start + end) / 2, end, depth + 1), (left, start, (start + end) / 2, depth + 1)]
    return turns, kinds
def majorant(cells, weight, kappa):
    """Blocks (mass, mass·slope) of the least concave function above the H̃ of §5.4, and the unit of masses; slopes are in grains of 2^-GRAIN."""
    masses, unit = common([cell.mass for cell in cells])
    whole, excess, blocks = unit << FINER, kappa - weight, []
    ceiling = lambda a, b: -(-a // b)
    up, down = lambda x: ceiling(x.numerator << GRAIN, x.denominator), lambda x: (x.numerator << GRAIN) // x.denominator
    def line(mass, rise):
        """Pools with the lines before while slopes increase."""
        while blocks and blocks[-1][1] * mass < rise * blocks[-1][0]:
            before = blocks.pop()
            mass, rise = mass + before[0], rise + before[1]
        blocks.append((mass, rise))
    q, moment, height = Fraction(0), Fraction(0), 0
    for cell, mass in zip(cells, masses):
        Meter.spend(60, GRAIN + q.denominator.bit_length() + moment.denominator.bit_length() + cell.low.denominator.bit_length())
        mass, far = mass << FINER, q + cell.mass
        w_near, w_far = up(weight * moment), up(weight * (moment + cell.moment))
        end = up(weight * (moment + cell.moment) + excess * far * cell.low)
        def corner(start, slope, stop, last):
            """Where the line of the first slope meets the line of the last that arrives at `stop`: place in the cell, height."""
            share = ((stop - start) * whole - last * mass) // (slope - last) if slope > last else mass // 2
            share = max(1, min(mass - 1, share))
            return share, max(start + ceiling(slope * share, whole), stop - last * (mass - share) // whole)
        if cell.kind == "atom": line(mass, end - height)
        elif cell.kind == "concave":
            serve(cell.near is not None or excess == 0, "a concave revenue curve that begins with an infinite slope is not served")
            slope = up(kappa * cell.high - excess * (cell.near or 0))
            if cell.far is None and excess > 0:
                end = height + ceiling(slope * mass, whole)
                line(mass, end - height)
            else:
                share, top = corner(height, slope, end, down(kappa * cell.low - excess * (cell.far or 0)))
                line(share, top - height)
                line(mass - share, end - top)
        else:
            share, top = corner(w_near, up(weight * cell.high), w_far, down(weight * cell.low))
            r_near, r_far = up(excess * q * cell.high), up(excess * far * (cell.low if cell.kind == "convex" else cell.high))
            spare, end = height - w_near - r_near, w_far + r_far
            top += ceiling(r_near * (mass - share) + r_far * share + spare * (mass - share), mass)
            line(share, top - height)
            line(mass - share, end - top)
        q, moment, height = far, moment + cell.moment, end
    return [(mass, rise * whole) for mass, rise in blocks], whole
class Ranking:
    """Units go to the traders whose levels are placed first (§5.3): whole numbers over `unit`. Levels are places (group, mass)."""
    def __init__(self, counts, totals, units):
        self.counts, self.totals, self.units, self.held, self.last = counts, totals, units, 0, None
        self.placed, self.unit = [0] * len(counts), math.prod(total**count for count, total in zip(counts, totals))
        self.laws, self.bits = [self.law(g) for g in range(len(counts))], self.unit.bit_length()
    def law(self, g):
        """How likely it is that k members of group g are placed, k < units."""
        n, placed, rest = self.counts[g], self.placed[g], self.totals[g] - self.placed[g]
        return [math.comb(n, k) * placed**k * rest ** (n - k) for k in range(min(n + 1, self.units))]
    def place(self, g, mass):
        """How many more units the placed ones hold in expectation, E min(units, their number), when this level is placed as well."""
        Meter.spend(2 * (self.counts[g] + self.units ** (1 + (len(self.laws) > 2))) * (1 + self.bits // 4096), self.bits)
        if g != self.last:
            others = [1]
            for law in (law for h, law in enumerate(self.laws) if h != g):
                others = [sum(others[i] * law[k - i] for i in range(len(others)) if 0 <= k - i < len(law)) for k in range(self.units)]
            self.last, self.short = g, list(accumulate(accumulate(others + [0] * (self.units - len(others)))))[::-1]
        self.placed[g] += mass
        self.laws[g] = self.law(g)
        before, self.held = self.held, self.units * self.unit - sum(map(int.__mul__, self.laws[g], self.short))
        return self.held - before
AT_WILL = "proofs for the continuum are about partners who may divide the unit at will"
class Continuum:
    """Traders with continuous types, and a proof about them: who holds more than its share has bought the difference, who holds less has sold it."""
    def __init__(self, question, proof):
        environment, (*self.weights, self.broker), (self.budget, self.profit) = question["environment"], question["objective"], question["budget"]
        self.kind, kinds = proof["kind"], {"continuum": "bilateral-trade", "continuum-market": "multilateral-trade", "continuum-partnership": "partnership"}
        demand(environment["kind"] == kinds[self.kind], "proof.kind: it does not fit the environment")
        demand(question["discretization"] is None, "proof.kind: the instance is a grid, and the proof speaks of the continuum")
        serve(not environment["divisions"], AT_WILL)
        words, lumps, partners = (question["incentives"], question["participation"]), self.budget in ("ex-ante", "none"), environment["partner"]
        lumps = lumps and not partners and words[1] in ("interim", "ex-post")
        demand(lumps or words == ("bayesian", "interim"), "proof.kind: it covers no such constraints on the continuum")
        groups = [(k if partners else s, n, share if partners else s, law) for s, side in enumerate(SIDES) for k, (n, share, law) in enumerate(environment[side])]
        self.owners, self.counts, self.shares, laws = zip(*groups)
        self.names, self.units = ([], ["no trade", "trade"]), int(sum(map(mul, self.counts, self.shares)))
        serve(sum(self.counts) <= RANKED, f"more than {RANKED} traders with continuous types are not served")
        stated = proof.get("groups") or [proof["buyer"], proof["seller"]]
        demand(len(stated) == len(laws), "proof.groups: one entry a group is expected")
        # Cells of v for those who may buy, of −v for those who may sell; partners' cells are cut wherever either law turns.
        turns = [[sign * end for sign in (1, -1) if partners for cell in cells_of(law, [], sign) for end in cell[:2]] for law in laws]
        ways = [[sign for sign, may in ((1, partners or not share), (-1, partners or share)) if may] for share in self.shares]
        self.sides = [{sign: cells_of(law, own["knots"] + more, sign) for sign in signs} for law, own, more, signs in zip(laws, stated, turns, ways)]
        # In the order in which cells get a unit: the best buyer first, the costliest seller first.
        self.masses, self.totals = zip(*(common([cell.mass for cell in (own[1] if 1 in own else own[-1][::-1])]) for own in self.sides))
    def by_counts(self, counts):
        """The order in which the two traders of bilateral trade keep or get the good, when each buyer cell trades with so many seller cells."""
        m, n = map(len, self.masses)
        demand(len(counts) == m and all(count <= n for count in counts), "mechanism: the counts do not fit the cells")
        ends = [n, *reversed(counts), 0]
        demand(all(left >= trades for left, trades in zip(ends, ends[1:])), "incentives: a better buyer cell trades less than a worse one")
        return [level for k, (left, trades) in enumerate(zip(ends, ends[1:])) for level in [(1, 1)] * (left - trades) + [(0, 1)] * (k < m)]
    def beyond(self, order):
        """Per group what is held beyond the share, in the order of its masses, and what it is to be divided by; without an order nobody trades."""
        ranking, held = Ranking(self.counts, self.totals, self.units), [[] for _ in self.masses]
        lots = [math.lcm(*range(1, count + 1)) for count in self.counts]  # members of a level share: this makes their parts whole
        for g, cells in order:
            demand(g < len(held) and 0 < cells <= len(self.masses[g]) - len(held[g]), "mechanism: a level is not of a group's next cells")
            mass = sum(self.masses[g][len(held[g]) : len(held[g]) + cells])
            held[g] += [ranking.place(g, mass) * lots[g] // (self.counts[g] * mass)] * cells
        demand(not order or list(map(len, held)) == list(map(len, self.masses)), "mechanism: not all cells have a level")
        units = [(lot * ranking.unit // total, Fraction(share), mass) for lot, total, share, mass in zip(lots, self.totals, self.shares, self.masses)]
        return [([chance * r.denominator - r.numerator * unit for chance in own] or [0] * len(mass), unit * r.denominator) for own, (unit, r, mass) in zip(held, units)]
    def attained(self, mechanism):
        """The objective of the mechanism (§5.3, §5.5), after all its constraints have been checked."""
        lots = [(1 - mechanism["mix"], mechanism["strict"]), (mechanism["mix"], mechanism["generous"])] if "mix" in mechanism else mechanism["rankings"]
        weights, unit = common([weight for weight, _ in lots])
        demand(sum(weights) == unit and min(weights) >= 0, "mechanism: its weights, or its mix, are no probabilities")
        demand(len(lots) <= len(self.masses) + 2, "mechanism: no division needs so many rankings")
        if two := self.kind == "continuum": lots = [(weight, self.by_counts(counts)) for weight, counts in lots]
        demand(not two or all(map(int.__le__, mechanism["strict"], mechanism["generous"])), "mechanism: a cell trades surely more than perhaps")
        held, total, profit = [self.beyond(order) for _, order in lots], Fraction(0), Fraction(0)
        for g, (owner, count) in enumerate(zip(self.owners, self.counts)):
            average, whole = [sum(map(mul, weights, own)) for own in zip(*(lot[g][0] for lot in held))], unit * held[0][g][1]
            for sign, cells in self.sides[g].items():
                trades = [max(sign * own, 0) for own in average[::-sign]]  # of the cells, worst first
                (mass, moment, low), units = zip(*(common([getattr(cell, field) for cell in reversed(cells)]) for field in ("mass", "moment", "low")))
                Meter.spend(12 * len(cells), whole.bit_length() + sum(u.bit_length() for u in units))
                above = list(accumulate(reversed(mass)))[::-1]
                steps = [trade - before for trade, before in zip(trades, [0, *trades])]
                demand(min(steps) >= 0, "incentives: a cell trades less than a worse one")
                paid = count * Fraction(sum(step * reach * worst for step, reach, worst in zip(steps, above, low)), whole * units[0] * units[2])
                worth = count * Fraction(sum(map(mul, trades, moment)), whole * units[1])
                total += self.weights[owner] * worth + (self.broker - self.weights[owner]) * paid
                profit += paid
        if self.budget == "none": return total
        demand(profit >= self.profit, "budget: the expected profit is less than required")
        handed = (max(self.weights) - self.broker) * (profit - self.profit)
        return total + handed if handed > 0 or self.budget == "balanced" else total
    def bound(self, kappa, objective, pools=()):
        """The bound at κ (§5.4) and the pool values (§5.5); without the objective the largest profit less the required one."""
        weights, broker, kappa = (self.weights, self.broker, kappa) if objective else ([Fraction(0)] * len(self.weights), Fraction(0), Fraction(1))
        demand(kappa >= max(weights), "kappa: it is smaller than a weight")
        price, levels, totals = kappa - broker, [], []
        demand(price == 0 if self.budget == "none" else price >= 0 or self.budget == "balanced", "kappa: the budget does not allow this price")
        pools, bound = pools if self.kind == "continuum-partnership" else [Fraction(0)] * len(self.sides), -price * self.profit
        demand(len(pools) == len(self.sides), "proof.pools: one entry a group is expected")
        for g, (owner, count, share, pool, own) in enumerate(zip(self.owners, self.counts, self.shares, pools, self.sides)):
            # Slopes from the highest worth down: b of those who buy, s of those who sell, both on the refinement of their blocks.
            hulls = [(sign, majorant(cells, weights[owner], kappa)[0][::sign]) for sign, cells in own.items()]
            tops = [list(accumulate(mass for mass, _ in blocks)) for _, blocks in hulls]
            demand(tops[0][-1] == tops[-1][-1], "cells: they differ when seen from the other side")
            ends, pool = sorted({*tops[0], *tops[-1]}), math.floor(pool * (1 << GRAIN))
            Meter.spend(20 * len(ends), 2 * GRAIN + ends[-1].bit_length())
            slopes = [[sign * Fraction(rise, mass) for mass, rise in blocks] for sign, blocks in hulls]
            b, s = ([line[bisect_left(top, end)] for end in ends] for line, top in ((slopes[0], tops[0]), (slopes[-1], tops[-1])))
            pieces = [(min(max(pool, up), down), end - start, up - down) for up, down, end, start in zip(b, s, ends, [0, *ends])]
            levels += [(slope, g, mass) for slope, mass, _ in pieces]
            totals.append(ends[-1])
            held, over = sum(math.floor(slope * mass) for slope, mass, _ in pieces), sum(math.ceil(max(excess, 0) * mass) for _, mass, excess in pieces)
            bound += count * (over - share * held) / Fraction(ends[-1] << GRAIN)
        ranking = Ranking(self.counts, totals, self.units)
        total = sum(-(-slope.numerator * ranking.place(g, mass) // slope.denominator) for slope, g, mass in sorted(levels, key=itemgetter(0), reverse=True))
        return bound + Fraction(total, ranking.unit << GRAIN)
# ------------------------------------------------------------------------------------- proofs on pairs of cells (specification §5.6)
CELLS, PAIRS, LENGTH = 300, 20_000, 2_000  # cells of a trader, pairs of them; binary digits of a number of such a proof
Types = namedtuple("Types", "low high mass mean spread lean tilt")  # lean and tilt are pairs of bounds
def short(numbers):
    """The numbers, none of them long, with what they will cost counted."""
    for number in numbers:
        bits = number.numerator.bit_length() + number.denominator.bit_length()
        serve(bits <= LENGTH, f"a number of a proof on pairs of cells has more than {LENGTH} binary digits")
        Meter.spend(20, 4 * bits)
    return numbers
def types_of(law, knots, sign):
    """A trader's types in cells of worth, the worst first (§5.6)."""
    serve(len(knots) <= CELLS, f"more than {CELLS} knots are not served in proofs on pairs of cells")
    law, cells = law.image(Fraction(sign), Fraction(0)), []
    ends, densities = law.stretches()
    points = increasing([*ends, *(sign * knot for knot in short(knots) if ends[0] < sign * knot < ends[-1])])
    serve(len(points) <= CELLS, f"more than {CELLS} cells are not served in proofs on pairs of cells")
    mass_to, moment_to = running(ends, densities, 0), running(ends, densities, 1)
    for low, high in zip(points, [*points[1:], None]):
        if law.atoms.get(low): cells.append(Types(low, low, law.atoms[low], low, Fraction(0), (0, 0), (0, 0)))
        if high is None: break
        mass = mass_to(high) - mass_to(low)
        if mass > 0: cells.append(with_density(low, high, mass, (moment_to(high) - moment_to(low)) / mass, densities[bisect(ends, low) - 1]))
    return cells
def with_density(low, high, mass, mean, density):
    length, place = high - low, (mean - low) / (high - low)
    a, degree = compose(density, low, length), len(density) - 1
    Meter.spend(degree * degree + 20, (degree + 1) * max(c.denominator.bit_length() for c in a))
    b = [sum(Fraction(math.comb(k, i), math.comb(degree, i)) * a[i] for i in range(k + 1)) for k in range(degree + 1)]
    theta = min(Fraction(1), length * (max(b) - max(min(b), 0)) / (4 * mass))
    falls, rises = all(x >= y for x, y in zip(b, b[1:])), all(x <= y for x, y in zip(b, b[1:]))
    lean = (0 if falls else -theta, 0 if rises else theta)
    spread = min((1 - place) ** 2 / 2 - (1 - place) * lean[0], place**2 / 2 + place * lean[1], place * (1 - place))
    return Types(low, high, mass, mean, length * spread, lean, (-lean[1], -lean[0]))
class Pairs:
    """Two traders with continuous types and a budget in every state: a mechanism that is constant on pairs of cells, and a bound."""
    def __init__(self, question, proof):
        demand(question["environment"]["kind"] == "bilateral-trade", "proof.kind: it does not fit the environment")
        self.question, (self.buyers, self.sellers, self.broker) = question, question["objective"]
        demand(question["discretization"] is None, "proof.kind: the instance is a grid, and the proof speaks of the continuum")
        self.participation, (self.budget, self.profit), self.proof = question["participation"], question["budget"], proof
        demand(self.budget in ("no-deficit", "balanced"), "proof.kind: it covers budgets in every state only")
        self.names = [], ["no trade", "trade"]
    def cells(self, sides):
        laws = [self.question["environment"][side][0][2] for side in SIDES[:2]]
        both = [types_of(law, sides[side]["knots"], sign) for law, side, sign in zip(laws, SIDES, (1, -1))]
        serve(len(both[0]) * len(both[1]) <= PAIRS, f"more than {PAIRS} pairs of cells are not served")
        for cell in both[0] + both[1]: short([cell.low, cell.high, cell.mass])
        Meter.spend(20 * len(both[0]) * len(both[1]), max(cell.mass.denominator.bit_length() for cell in both[0] + both[1]))
        return both
    def attained(self, mechanism):
        """The objective of the mechanism, after all its constraints have been checked."""
        both, tables = self.cells(self.proof), [mechanism["trade"], *(mechanism["rents"][side] for side in SIDES[:2])]
        fits = lambda table: len(table) == len(both[0]) and all(len(row) == len(both[1]) for row in table)
        demand(all(map(fits, tables)), "proof.mechanism: the tables do not fit the cells")
        for table in tables: short(flatten(table))
        trade, total, means = tables[0], 0, [0, 0]
        demand(all(0 <= x <= 1 for row in trade for x in row), "proof.mechanism.trade: these are no probabilities")
        transposed = lambda table: [list(column) for column in zip(*table)]
        for name, own, other, x, rents in (("buyer", *both, trade, tables[1]), ("seller", *both[::-1], transposed(trade), transposed(tables[2]))):
            mean = lambda row: sum(map(mul, row, (cell.mass for cell in other)))
            states = [([mean(row) for row in x], [mean(row) for row in rents])] if self.question["incentives"] == "bayesian" else zip(transposed(x), transposed(rents))
            for p, rent in states:
                for here, better, x0, x1, r0, r1 in zip(own, own[1:], p, p[1:], rent, rent[1:]):
                    demand(x0 <= x1, f"incentives: a cell of the {name} trades less than a worse one")
                    most = (here.high - here.low) * x0 + (better.low - here.high) * x1
                    demand((better.low - here.low) * x0 <= r1 - r0 <= most, f"incentives: a cell of the {name} gains by the report of its neighbour")
            demand(self.participation != "ex-post" or min(map(min, rents)) >= 0, f"participation: a cell of the {name} loses in a state")
            demand(self.participation != "interim" or all(mean(row) >= 0 for row in rents), f"participation: a cell of the {name} loses on average")
            gained = sum(cell.mass * (mean(row) + (cell.mean - cell.low) * mean(own_x)) for cell, row, own_x in zip(own, rents, x))
            demand(self.participation != "ex-ante" or gained >= 0, f"participation: the {name} loses on average")
            total += (self.buyers if name == "buyer" else self.sellers) * gained
        for here, *row in zip(both[0], *tables):
            for other, x, bought, sold in zip(both[1], *row):
                profit = (here.low + other.low) * x - bought - sold
                demand(profit == self.profit or (profit > self.profit and self.budget != "balanced"), "budget: the profit in a pair of cells is not as required")
                total += self.broker * here.mass * other.mass * profit
        return total
    def bound(self, given, objective):
        """The bound at κ (§5.4), or that of prices of averages over cells."""
        if "kappa" in given:
            demand(self.participation in ("interim", "ex-post"), "proof.bound: at κ it covers participation of all types only")
            relaxed = {**self.question, "incentives": "bayesian", "participation": "interim"}
            return Continuum(relaxed, {"kind": "continuum", "buyer": given["buyer"], "seller": given["seller"]}).bound(given["kappa"], objective)
        demand(self.question["incentives"] == "dominant", "proof.bound: prices of averages over cells are about dominant incentives")
        both, gamma, average = self.cells(given), given["budget"], self.participation in ("interim", "ex-ante")
        short(flatten(gamma) + given["participation"])
        demand(len(gamma) == len(both[0]) and all(len(row) == len(both[1]) for row in gamma), "proof.bound.budget: the table does not fit the cells")
        demand(self.budget == "balanced" or min(map(min, gamma)) >= 0, "proof.bound.budget: a price is negative")
        demand(len(given["participation"]) == 2 and all(0 == price or (average and price > 0) for price in given["participation"]), "proof.bound.participation: prices of two constraints are expected")
        rents, broker = ([self.buyers, self.sellers], self.broker) if objective else ([Fraction(0)] * 2, Fraction(0))
        costs, rows = [{}, {}], [[menu_rows(own, k) for k in range(len(own))] for own in both]
        for (side, l, k, row), price in given["menus"]:
            known = side < 2 and l < len(both[1 - side]) and k < len(both[side]) and rows[side][k].get(row)
            demand(known, "proof.bound.menus: there is no such row")
            demand(short([price])[0] >= 0, "proof.bound.menus: a price is negative")
            paid, menu = within(-price), costs[side].setdefault(l, {})
            for column, coefficient in known: menu[column] = joined(menu.get(column, (0, 0)), crossed(paid, coefficient))
        trade, total, spent = Counter(), 0, (0, 0)
        for side, (own, other, weight, price) in enumerate(zip(both, both[::-1], rents, given["participation"])):
            prices, excess = list(zip(*gamma)) if side == 0 else gamma, weight - broker
            masses, limits, start = [within(cell.mass) for cell in own], [column_limits(own, k) for k in range(len(own))], [column_limits(own, 0)["y"][1], None]
            for l, cell in enumerate(other):
                menu, asked, menu_total = costs[side].get(l, {}), within(excess + (price if self.participation == "ex-ante" else 0)), 0
                Meter.spend(60 * len(own), GRAIN)
                for k, (paid, mass) in enumerate(zip(map(within, prices[l]), masses)):
                    for column, coefficient in ("y", joined(within(broker), paid)), ("R", joined(asked, negative(paid))):
                        for plain, factor in plainly(own, k, column, crossed(mass, coefficient)): menu[plain] = joined(menu.get(plain, (0, 0)), factor)
                for (k, column), cost in menu.items():
                    if column == "x":
                        at = (k, l) if side == 0 else (l, k)
                        trade[at] = joined(trade[at] or (0, 0), crossed(within(cell.mass), cost))
                    else: menu_total += most_of(cost, limits[k][column])
                if self.participation == "ex-post":
                    paid = reduce(joined, (crossed(mass, within(own_price)) for mass, own_price in zip(masses, prices[l])), (0, 0))
                    room = max(0, start[0] + column_limits(other, l)["y"][1] - within(self.profit)[0])
                    menu_total += most_of(joined(within(excess), negative(paid)), (0, room))
                else:
                    demand(excess + price == sum(map(mul, (cell.mass for cell in own), prices[l])), "proof.bound: the rent of a worst type keeps an effect")
                total += crossed(within(cell.mass), (menu_total, menu_total))[1]
        total += sum(most_of(cost, (0, 1 << GRAIN)) for cost in trade.values())
        for here, row in zip(both[0], gamma):
            for other, price in zip(both[1], row): spent = joined(spent, crossed(crossed(within(here.mass), within(other.mass)), within(price)))
        return Fraction(total - crossed(spent, within(self.profit))[0], 1 << GRAIN)
AGENTS = 8  # of a proof on cells of groups
Group = namedtuple("Group", "weight count share law sign")
class Groups:
    """Groups of traders, or partners, with continuous types: a mechanism in which reports count by their cells, and a bound (§5.7)."""
    def __init__(self, question, proof):
        environment, (*weights, self.broker), (self.budget, self.profit) = question["environment"], question["objective"], question["budget"]
        self.partners, self.question, self.participation, self.proof = environment["kind"] == "partnership", question, question["participation"], proof
        demand(environment["kind"] in ("multilateral-trade", "partnership"), "proof.kind: it does not fit the environment")
        serve(not environment["divisions"], AT_WILL)
        demand(question["discretization"] is None, "proof.kind: the instance is a grid, and the proof speaks of the continuum")
        sides = [(s, k, group) for s, side in enumerate(SIDES) for k, group in enumerate(environment[side])]
        self.groups = [Group(weights[k if self.partners else s], n, share, law, -1 if s == 1 else 1) for s, k, (n, share, law) in sides]
        self.names, self.total = ([], ["no trade", "trade"]), int(self.partners)
    def shape(self, sides):
        """The cells of each group, the states as lists of cells, and what a member of each group faces: (chance, the state that each own cell makes)."""
        demand(len(sides) == len(self.groups), "proof.groups: they are not those of the instance")
        counts = [group.count for group in self.groups]
        serve(sum(counts) <= AGENTS, f"more than {AGENTS} agents are not served in proofs on cells of groups")
        cells = [types_of(group.law, side["knots"], group.sign) for group, side in zip(self.groups, sides)]
        less = [[n - (g == own) for g, n in enumerate(counts)] for own in range(len(counts))]
        many = lambda counts: math.prod(math.comb(len(own) + n - 1, n) for own, n in zip(cells, counts))
        size = sum(len(own) * many(others) for own, others in zip(cells, less))
        serve(max(size, many(counts)) <= PAIRS, f"more than {PAIRS} cells, with what is faced in them, are not served")
        for cell in flatten(cells): short([cell.low, cell.high, cell.mass])
        Meter.spend(20 * size, sum(counts) * max(cell.mass.denominator.bit_length() for cell in flatten(cells)))
        listing = lambda counts: list(tuples(*(combinations_with_replacement(range(len(own)), n) for own, n in zip(cells, counts))))
        def chance(lists):
            orders = math.prod(math.factorial(len(own)) // math.prod(map(math.factorial, Counter(own).values())) for own in lists)
            return orders * math.prod(cells[g][k].mass for g, own in enumerate(lists) for k in own)
        states = {lists: s for s, lists in enumerate(listing(counts))}
        made = lambda lists, g, k: states[(*lists[:g], tuple(sorted((*lists[g], k))), *lists[g + 1 :])]
        faced = [[(chance(lists), [made(lists, g, k) for k in range(len(own))]) for lists in listing(less[g])] for g, own in enumerate(cells)]
        return cells, [(lists, chance(lists)) for lists in states], faced
    def attained(self, mechanism):
        """The objective of the mechanism, after all its constraints have been checked."""
        cells, states, faced = self.shape(self.proof["groups"])
        tables = mechanism["quantities"], mechanism["utilities"]
        fits = lambda all_groups: [[list(map(len, rows)) for rows in all_groups]] == [[[len(own)] * len(against) for own, against in zip(cells, faced)]]
        demand(all(map(fits, tables)), "proof.mechanism: the tables do not fit the cells")
        short(flatten(list(tables)))
        held, paid, total, profit = [0] * len(states), [0] * len(states), 0, 0
        for g, (group, own, against, quantities, utilities) in enumerate(zip(self.groups, cells, faced, *tables)):
            chances, r = [chance for chance, _ in against], group.share
            mean = lambda rows: [sum(map(mul, chances, column)) for column in zip(*rows)]
            demand(all(0 <= x <= 1 for row in quantities for x in row), f"proof.mechanism.quantities: those of group {g} are not from 0 to 1")
            rules = [(mean(quantities), mean(utilities))] if self.question["incentives"] == "bayesian" else zip(quantities, utilities)
            for h, utility in rules:
                for here, better, x0, x1, u0, u1 in zip(own, own[1:], h, h[1:], utility, utility[1:]):
                    demand(x0 <= x1, f"incentives: a cell of group {g} has less than a worse one")
                    most = (here.high - here.low) * x0 + (better.low - here.high) * x1
                    demand((better.low - here.low) * x0 <= u1 - u0 <= most, f"incentives: a cell of group {g} gains by the report of its neighbour")
            ends = [[[u - r * cell.low for u, cell in zip(utility, own)] for utility in utilities]]
            ends += [[[u + (cell.high - cell.low) * x - r * cell.high for u, x, cell in zip(utility, h, own)] for h, utility in zip(quantities, utilities)]]
            for rents in ends:
                demand(self.participation != "ex-post" or min(map(min, rents)) >= 0, f"participation: a cell of group {g} loses in a state")
                demand(self.participation != "interim" or min(mean(rents)) >= 0, f"participation: a cell of group {g} loses on average")
            h, utility = mean(quantities), mean(utilities)
            gained = sum(cell.mass * (u + (cell.mean - cell.low) * x - r * cell.mean) for cell, u, x in zip(own, utility, h))
            demand(self.participation != "ex-ante" or gained >= 0, f"participation: group {g} loses on average")
            collected = sum(cell.mass * (cell.low * x - u) for cell, u, x in zip(own, utility, h))
            total += group.count * (group.weight * gained + self.broker * collected)
            profit += group.count * collected
            for (_, made), h, utility in zip(against, quantities, utilities):
                for k, (s, cell, x, u) in enumerate(zip(made, own, h, utility)):
                    members = states[s][0][g].count(k)
                    held[s] += group.sign * members * x
                    paid[s] += members * (cell.low * x - u)
        demand(all(sum_held == self.total for sum_held in held), "proof.mechanism.quantities: they do not add up in a state")
        demand(self.budget != "ex-ante" or profit >= self.profit, "budget: the expected profit is less than required")
        demand(self.budget != "balanced" or all(own == self.profit for own in paid), "budget: it is not balanced in a state")
        demand(self.budget != "no-deficit" or min(paid) >= self.profit, "budget: the profit in a state is less than required")
        return total
    def bound(self, given, objective):
        """The bound at κ (§5.4, §5.5), or that of prices of averages over cells."""
        if "kappa" in given:
            demand(self.participation in ("interim", "ex-post"), "proof.bound: at κ it covers participation of all types only")
            demand(self.partners or not given["pools"], "proof.bound.pools: buyers and sellers have none")
            kind = "continuum-partnership" if self.partners else "continuum-market"
            relaxed = {**self.question, "incentives": "bayesian", "participation": "interim"}
            return Continuum(relaxed, {"kind": kind, "groups": given["groups"]}).bound(given["kappa"], objective, *[given["pools"]] * self.partners)
        demand(self.question["incentives"] == "dominant", "proof.bound: prices of averages over cells are about dominant incentives")
        (cells, states, faced), gamma = self.shape(given["groups"]), short(given["budget"])
        demand(len(gamma) == len(states), "proof.bound.budget: one price a state is expected")
        demand(self.budget == "balanced" or min(gamma) >= 0, "proof.bound.budget: a price is negative")
        demand(self.budget not in ("ex-ante", "none") or len({*gamma, *[0] * (self.budget == "none")}) == 1, "proof.bound.budget: the prices are not those of one budget, or of none")
        weights, broker = ([group.weight for group in self.groups], self.broker) if objective else ([Fraction(0)] * len(self.groups), Fraction(0))
        menus = [[{} for _ in against] for against in faced]  # beside each column
        asked = [[[Fraction(0), (0, 0)] for _ in against] for against in faced]  # beside u; taken off
        means = [reduce(joined, (crossed(within(cell.mass), within(cell.mean)) for cell in own), (0, 0)) for own in cells]
        rows = [[menu_rows(own, k) for k in range(len(own))] for own in cells]
        def add(menu, terms, factor):
            for column, coefficient in terms: menu[column] = joined(menu.get(column, (0, 0)), crossed(factor, coefficient))
        for (g, o, k, row), price in given["menus"]:
            known = g < len(cells) and o < len(faced[g]) and k < len(cells[g]) and rows[g][k].get(row)
            demand(known, "proof.bound.menus: there is no such row")
            demand(short([price])[0] >= 0, "proof.bound.menus: a price is negative")
            add(menus[g][o], known, within(-price))
        each, once = self.participation == "ex-post", self.participation == "ex-ante"
        for (g, o, k, end), price in given["participation"]:
            known = self.participation != "none" and g < len(cells) and k < len(cells[g]) and end < 3 and o < (len(faced[g]) if each else 1)
            demand(known and not (once and (k or end)), "proof.bound.participation: there is no such constraint")
            demand(short([price])[0] >= 0, "proof.bound.participation: a price is negative")
            cell, own = cells[g][k], cells[g]
            terms = [term for at, c in enumerate(own) for term in plainly(own, at, "R", within(c.mass))] if once else plainly(own, k, "ARZ"[end], within(Fraction(1)))
            worth = means[g] if once else within((cell.low, cell.mean, cell.high)[end])
            for against in [o] if each else range(len(faced[g])):
                Meter.spend(4 * len(terms), GRAIN)
                asked[g][against][0] += price
                asked[g][against][1] = joined(asked[g][against][1], crossed(within(price), crossed(within(self.groups[g].share), worth)))
                add(menus[g][against], terms, within(price))
        total, costs = 0, [[] for _ in states]
        for g, (group, own, against, weight) in enumerate(zip(self.groups, cells, faced, weights)):
            masses, limits, excess = [within(cell.mass) for cell in own], [column_limits(own, k) for k in range(len(own))], weight - broker
            for (chance, made), menu, (price, off) in zip(against, menus[g], asked[g]):
                Meter.spend(60 * len(own), GRAIN)
                share = tuple(group.count * end for end in within(chance))
                for k, (s, mass) in enumerate(zip(made, masses)):
                    paid = within(gamma[s])
                    add(menu, plainly(own, k, "y", joined(within(broker), paid)), mass)
                    add(menu, plainly(own, k, "R", joined(within(excess), negative(paid))), mass)
                counted = sum(most_of(cost, limits[k][column]) for (k, column), cost in menu.items() if column != "x") - off[0]
                if each:
                    beside = reduce(joined, (negative(crossed(mass, within(gamma[s]))) for mass, s in zip(masses, made)), within(excess + price))
                    demand(beside[1] <= 0, "proof.bound: the utility of a worst type has no bound")
                    counted += crossed(beside, within(group.share * own[0].low))[1]
                else:
                    spent = sum(cell.mass * gamma[s] for cell, s in zip(own, made))
                    demand(excess + price == spent, "proof.bound: the utility of a worst type keeps an effect")
                total += crossed(share, (counted, counted))[1]
                for k, s in enumerate(made): costs[s].append((crossed(share, menu.get((k, "x"), (0, 0)))[1], group.sign * states[s][0][g].count(k)))
            total -= group.count * crossed(within(weight * group.share), means[g])[0]
        for price, (_, chance), places in zip(gamma, states, costs):
            total += min(mu * self.total + sum(max(0, cost - mu * n) for cost, n in places) for mu in {cost // n for cost, n in places})
            total -= crossed(within(chance), within(price * self.profit))[0]
        return Fraction(total, 1 << GRAIN)
# Enclosures: pairs of whole numbers over 2^GRAIN.
def within(x): return (x.numerator << GRAIN) // x.denominator, -((-x.numerator << GRAIN) // x.denominator)
def negative(a): return -a[1], -a[0]
def joined(a, b): return a[0] + b[0], a[1] + b[1]
def crossed(a, b):
    ends = a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1]
    return min(ends) >> GRAIN, -(-max(ends) >> GRAIN)
def most_of(cost, limits): return max(crossed(cost, (end, end))[1] for end in limits)
def plainly(own, k, column, factor):
    """What stands for a column of cell k: of an atom x or R; the worst type's U is 0."""
    if own[k].low == own[k].high:
        factor = crossed(factor, within(own[k].mean)) if column == "y" else factor
        column = "R" if column in "RAZ" else "x"
    return [] if k == 0 and (column == "A" or (column == "R" and own[0].low == own[0].high)) else [((k, column), factor)]
def menu_rows(own, k):
    """The rows of cell k: {number: [(column, coefficient)]}, each a sum that is at most 0."""
    cell, better = own[k], own[k + 1] if k + 1 < len(own) else None
    a, b, m, d, S, (low, high), (down, up) = cell.low, cell.high, cell.mean, cell.high - cell.low, cell.spread, cell.lean, cell.tilt
    bent = 2 * m - a - b
    inside = [{"e": 1, "x": -1}, {"x": 1, "h": -1}, {"x": m, "y": -1}, {"y": 1, "x": -m, "h": -S, "e": S}, {"y": 1, "x": -b, "e": b - m}, {"y": 1, "x": -a, "h": a - m}]
    inside += [{"Z": 1, "A": -1, "x": -d, "h": -d * high, "e": d * high}, {"A": 1, "Z": -1, "x": d, "h": d * low, "e": -d * low}]
    inside += [{"R": 1, "A": -1, "x": -b, "y": 1, "h": -d * up, "e": d * up - bent}, {"A": 1, "R": -1, "x": b, "y": -1, "h": d * down, "e": bent - d * down}]
    inside += [{"e": d, "Z": -1, "A": 1}, {"Z": 1, "A": -1, "h": -d}, {"R": d, "A": m - b, "Z": a - m}, {"A": 1, "e": m - a, "R": -1}]
    inside += [{"R": 1, "A": -1, "y": -1, "x": a}, {"Z": 1, "h": m - b, "R": -1}, {"R": 1, "Z": -1, "y": -1, "x": b}, {"R": 1, "A": -1, "h": a - m}]
    found = {} if a == b else {row: [(k, *term) for term in terms.items()] for row, terms in enumerate(inside)}
    if better:
        g = better.low - b
        found[18] = [(k, "h", 1), (k + 1, "e", -1)]
        found[19] = [(k, "h", g), (k + 1, "A", -1), (k, "Z", 1)]
        found[20] = [(k + 1, "A", 1), (k, "Z", -1), (k + 1, "e", -g)]
    Meter.spend(100, sum(x.denominator.bit_length() for x in (a, b, m, S)))
    return {row: [own_term for at, column, c in terms for own_term in plainly(own, at, column, within(Fraction(c)))] for row, terms in found.items()}
def column_limits(own, k):
    """What the columns of a cell can be (§5.6)."""
    a, b, m, floor = own[k].low, own[k].high, own[k].mean, min(0, own[k].low)
    limits = {"x": (0, 1), "e": (0, 1), "h": (0, 1), "y": (floor, m - floor), "R": (0, m - own[0].low), "A": (0, a - own[0].low), "Z": (0, b - own[0].low)}
    return {column: (within(Fraction(least))[0], within(Fraction(most))[1]) for column, (least, most) in limits.items()}
# ----------------------------------------------------------------------------------------------------- certificates (specification §3)
texts, lottery = listed(text), either(Number, lambda value, where: [((index(value, where),), Fraction(1))], rows(1))
side = record({"knots": listed(fraction), "enclosures": lambda value, where: serve(value is None, "enclosures are not served here")})
payments = record({"rule": word("table", "interim", "separable"), "values": listed(listed(fraction))})
table = record({"lottery": listed(lottery), "payments": payments})
counts, levels = ({"strict": listed(item), "generous": listed(item), "mix": fraction} for item in (index, level))
multipliers = record({"incentives": rows(3), "participation": rows(2), "budget": rows(1)})
finite = {"mechanism": nothing_or(table), "multipliers": multipliers}
continuum = {"buyer": side, "seller": side, "mechanism": nothing_or(record(counts)), "kappa": fraction}
market = {"groups": listed(side, 1), "mechanism": nothing_or(record(levels)), "kappa": fraction}
ranking = lambda value, where: tuple(record({"weight": fraction, "levels": listed(level)})(value, where).values())
partnership = {**market, "mechanism": nothing_or(record({"rankings": listed(ranking, 1)})), "pools": listed(fraction)}
claims = tagged("status", {"optimal": {"lower": fraction, "upper": fraction}, "infeasible": {}})
unserved = {"masses": lambda value, where: serve(False, "proofs by prices are not served here")}
grid = listed(listed(fraction))
traded = record({"trade": grid, "rents": record({"buyer": grid, "seller": grid})})
priced = record({"buyer": side, "seller": side, "budget": grid, "participation": listed(fraction), "menus": rows(4)})
virtual = record({"buyer": side, "seller": side, "kappa": fraction})
bounds = lambda value, where: (virtual if "kappa" in anything(value, where) else priced)(value, where)
pairs = {"buyer": side, "seller": side, "mechanism": nothing_or(traded), "bound": bounds}
ruled = record({"quantities": listed(grid), "utilities": listed(grid)})
prices = record({"groups": listed(side), "budget": listed(fraction), "participation": rows(4), "menus": rows(4)})
pooled = record({"groups": listed(side), "kappa": fraction, "pools": listed(fraction)})
limited = lambda value, where: (pooled if "kappa" in anything(value, where) else prices)(value, where)
cells = {"groups": listed(side, 1), "mechanism": nothing_or(ruled), "bound": limited}
proofs = tagged("kind", {"continuum-pairs": pairs, "continuum-groups": cells, "finite": finite, "continuum": continuum, "continuum-market": market, "continuum-partnership": partnership, "prices": unserved})
# Provenance is for people: its shape is checked, and nothing of it is believed or printed.
solver = nothing_or(record({"name": text, "version": text}))
provenance = record({"tool": text, "version": text, "method": text, "solver": solver, "options": anything, "repairs": texts})
labels = record({"agents": listed(record({"name": text, "types": texts})), "outcomes": texts})
head = {"format": word("secondbest/certificate@1"), "instance": anything, "instanceHash": text}
certificate = record({**head, "claim": claims, "proof": proofs, "provenance": provenance, "names": labels})
def judge(document, asked):
    """What a certificate proves of the question that is asked, if one is; raises Rejected or Unjudged."""
    Meter.spent = 0
    given = certificate(document, "certificate")
    demand(given["instanceHash"] == hashlib.sha256(canonical(given["instance"]).encode("utf-8")).hexdigest(), "instanceHash: it is not the hash of the instance")
    claim, proof, question = given["claim"], given["proof"], question_of(given["instance"])
    demand(asked is None or asked == question, "instance: the certificate is about another instance")
    optimal, finite = claim["status"] == "optimal", proof["kind"] == "finite"
    demand((proof["mechanism"] is not None) == optimal, "proof.mechanism: an optimum has one, an infeasible instance none")
    problem = {"finite": Finite, "continuum-pairs": Pairs, "continuum-groups": Groups}.get(proof["kind"], Continuum)(question, proof)
    stated = [(agent["name"], agent["types"]) for agent in given["names"]["agents"]], given["names"]["outcomes"]
    demand(stated == problem.names, "names: they are not those of the instance")
    demand(not optimal or problem.attained(proof["mechanism"]) >= claim["lower"], "claim.lower: the mechanism attains less")
    prices = proof["multipliers" if finite else "bound" if "bound" in proof else "kappa"]
    bound = problem.bound(prices, optimal, proof["pools"]) if "pools" in proof else problem.bound(prices, optimal)
    demand(bound <= claim["upper"] if optimal else bound < 0, "claim: the multipliers do not prove it")
    level = "continuum" if not finite else "exact" if not optimal or claim["lower"] == claim["upper"] else "interval"
    ends = {end: str(claim[end]) for end in ("lower", "upper") if optimal}
    about = problem_line(question, " × ".join(map(str, problem.sizes)) + " types" if finite else "continuous types")
    verdict = {"verdict": "accepted", "status": claim["status"], "level": level, **ends}
    return {**verdict, "problem": about, "instanceHash": given["instanceHash"], "assumptions": []}
def problem_line(question, types):
    kind, (rule, profit) = question["environment"]["kind"].replace("-", " "), question["budget"]
    grid = f" ({question['discretization'][0]} grid)" if question["discretization"] else ""
    budget = f"{rule} budget" + (f" with a required profit of {profit}" if profit else "")
    weights = f"weights of {', '.join(question['environment']['sides'])}, broker " + ", ".join(map(str, question["objective"]))
    words = f"{question['incentives']} incentives, {question['participation']} participation"
    return f"{kind}, {types}{grid}; {words}, {budget}; {weights}"
def sentence(verdict):
    if verdict["verdict"] != "accepted": return f"{verdict['verdict'].upper()}: {verdict['reason']}"
    bracket = "is {lower}" if verdict["level"] == "exact" else "lies between {lower} and {upper}"
    claim = "no mechanism satisfies the constraints" if verdict["status"] == "infeasible" else f"the optimum {bracket.format(**verdict)}"
    return f"accepted, {verdict['level']}: {claim}\n  {verdict['problem']}\n  instance {verdict['instanceHash']}; assumptions: none"
def guarded(task):
    """The result of a task, or a verdict that says in one sentence why there is none."""
    try: return task()
    except (Rejected, Unjudged, MemoryError, RecursionError) as error:
        verdict = "rejected" if isinstance(error, Rejected) else "not judged"
        return {"verdict": verdict, "reason": str(error) or "it asks for more memory than there is"}
def main(arguments):
    parser = argparse.ArgumentParser(description="Checks certificates of secondbest in exact arithmetic.")
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--instance", metavar="FILE", help="accept only certificates about the question that this instance asks")
    parser.add_argument("--json", action="store_true", help="print the verdicts as JSON")
    options = parser.parse_args(arguments)
    asked = guarded(lambda: {"question": question_of(read_json(options.instance))}) if options.instance is not None else {"question": None}
    if "question" not in asked: parser.error(f"{ascii(options.instance)}: {asked['reason']}")
    verdicts = [{"file": file, **guarded(lambda: judge(read_json(file), asked["question"]))} for file in options.files]
    if options.json: print(json.dumps(verdicts, indent=1))
    for verdict in [] if options.json else verdicts: print(f"{ascii(verdict['file'])[1:-1]}: {sentence(verdict)}")
    found = {verdict["verdict"] for verdict in verdicts}
    return 2 if "not judged" in found else 5 if "rejected" in found else 0
if __name__ == "__main__": sys.exit(main(sys.argv[1:]))
