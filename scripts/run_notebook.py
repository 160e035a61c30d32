"""Runs the code cells of a notebook one after the other in one namespace, with the standard library only, and compares what they print with the outputs that the notebook holds.

Usage: python3 scripts/run_notebook.py NOTEBOOK            exit code 1, with what differs, if a cell prints something else
       python3 scripts/run_notebook.py --write NOTEBOOK    writes what is printed into the notebook
"""

import contextlib
import io
import json
import sys


def run(notebook):
    """Yields each code cell with what it prints."""
    namespace = {"__name__": "__main__"}
    for number, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] != "code":
            continue
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile("".join(cell["source"]), f"cell {number}", "exec"), namespace)
        yield number, cell, printed.getvalue()


def main(arguments):
    write = "--write" in arguments
    [path] = [word for word in arguments if word != "--write"]
    with open(path, encoding="utf-8") as file:
        notebook = json.load(file)
    differ = 0
    for number, cell, printed in run(notebook):
        held = "".join(line for output in cell["outputs"] for line in output["text"])
        if held != printed:
            differ += 1
            print(f"cell {number}: expected {held!r}, got {printed!r}")
        cell["outputs"] = [{"name": "stdout", "output_type": "stream", "text": printed.splitlines(keepends=True)}] if printed else []
    if write:
        with open(path, "w", encoding="utf-8") as file:
            json.dump(notebook, file, indent=1, ensure_ascii=False)
            file.write("\n")
        return 0
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
