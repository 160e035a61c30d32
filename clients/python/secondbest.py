"""secondbest from Python: second-best mechanisms, computed and proved. One file, standard library only; the work is done by the command line `secondbest`.

    import secondbest
    result = secondbest.solve({"format": "secondbest/instance@1", "environment": {...}})
    result["value"]                         # {"lower": ..., "upper": ..., "exact": ...}
    secondbest.mechanism_frames(result)     # pandas tables, where pandas is there

The program is `secondbest` on the PATH; else `npx --no-install secondbest`; or what SECONDBEST says, or the argument `program` (a list of words).
Wrong input raises InvalidInput with field, expected, received and remedy, as the command line tells them. Infeasible, unbounded and limited problems are results.
"""
import json
import os
import shutil
import subprocess
import tempfile

__all__ = ["solve", "check", "verify", "evaluate", "run", "mechanism_frames", "InvalidInput", "Failure"]


class InvalidInput(ValueError):
    """The input is wrong: `field`, `expected`, `received`, `remedy`."""

    def __init__(self, error):
        self.field, self.expected, self.received, self.remedy = (error.get(key, "") for key in ("field", "expected", "received", "remedy"))
        super().__init__(f"{self.field}: expected {self.expected}, got {self.received}. {self.remedy}")


class Failure(RuntimeError):
    """The program could not be run, or broke down."""


def _program(program):
    if program is not None:
        return [program] if isinstance(program, str) else list(program)
    if os.environ.get("SECONDBEST"):
        return os.environ["SECONDBEST"].split(os.pathsep)
    found = shutil.which("secondbest")
    if found:
        return [found]
    npx = shutil.which("npx")
    if npx:
        return [npx, "--no-install", "secondbest"]
    raise Failure("secondbest is not on the PATH: install it with `npm install -g secondbest`, or set SECONDBEST")


def run(arguments, stdin=None, program=None):
    """Runs `secondbest ARGUMENTS`; exit code, standard output and standard error as text."""
    words = [*_program(program), *map(str, arguments)]
    try:
        done = subprocess.run(words, input=stdin, capture_output=True, text=True, encoding="utf-8")
    except OSError as error:
        raise Failure(f"{words[0]} could not be started: {error}") from error
    return done.returncode, done.stdout, done.stderr


def _document(arguments, stdin, program):
    code, out, err = run([*arguments, "--json"], stdin, program)
    try:
        document = json.loads(out)
    except ValueError:
        raise Failure(err.strip() or f"secondbest ended with exit code {code}") from None
    error = document.get("error") if isinstance(document, dict) and document.get("status") == "error" else None
    if isinstance(error, dict):
        raise (Failure if error.get("field") == "internal" else InvalidInput)(error if error.get("field") != "internal" else error.get("received"))
    return document


def _text(instance):
    return instance if isinstance(instance, str) else json.dumps(instance)


def solve(instance, *, set=(), solver=None, time_limit=None, width=None, level=None, program=None):
    """The result (secondbest/result@1) of an instance, given as a dict or as JSON text.

    `set` holds changes such as "incentives=dominant"; `level` asks for a proof (float, interval, exact, continuum).
    """
    arguments = ["solve", "-"]
    for change in [set] if isinstance(set, str) else set:
        arguments += ["--set", change]
    for option, value in (("--solver", solver), ("--time-limit", time_limit), ("--width", width), ("--level", level)):
        if value is not None:
            arguments += [option, value]
    return _document(arguments, _text(instance), program)


def evaluate(instance, mechanism, *, program=None):
    """What a mechanism with a name, such as "posted-price:p=0.5", achieves beside the second best (secondbest/evaluation@1)."""
    return _document(["evaluate", "-", "--mechanism", mechanism], _text(instance), program)


def check(*names, program=None):
    """Holds the engine against published theorems (all of them without names), or instance files against the values that they expect: True when all agree, and the report."""
    code, out, err = run(["check", *names], program=program)
    if code not in (0, 5):
        raise Failure(err.strip() or out.strip())
    return code == 0, out


def verify(*certificates, program=None):
    """The verdicts on certificates, each a path or a dict: a list of dicts with `accepted`."""
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for k, certificate in enumerate(certificates):
            if isinstance(certificate, (str, os.PathLike)):
                files.append(os.fspath(certificate))
            else:
                files.append(os.path.join(folder, f"{k}.json"))
                with open(files[-1], "w", encoding="utf-8") as file:
                    json.dump(certificate, file)
        return _document(["verify", *files], None, program)


def mechanism_frames(result):
    """Interim tables of a bilateral mechanism as pandas frames: {"buyer": ..., "seller": ...}, a row for each type."""
    import pandas

    mechanism = result["mechanism"]
    if mechanism is None or mechanism["kind"] != "bilateral-trade":
        raise ValueError("a result with a mechanism of bilateral trade is expected")
    columns = ("values", "masses", "allocation", "transfer", "rent")
    return {side: pandas.DataFrame({name: mechanism[side][name] for name in columns}) for side in ("buyer", "seller")}
