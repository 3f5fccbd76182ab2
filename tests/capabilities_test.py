"""docs/capabilities.md says what does each capability, and what proves it: both are true.

An operation is proved by a line of a case file that expects something of its answer, or by a test
that is named and calls it. Rows that have to stand there are listed in
tests/expected/capabilities.txt.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEST = re.compile(r'^(?:TEST_CASE|SCENARIO)\("((?:[^"\\]|\\.)*)"|^def (test_\w+)', re.MULTILINE)
CALL = re.compile(r"\b([a-z]\w*)(?=(?:\.|::)([a-z]\w*))")


def says(expected):
    """Whether some answer would not be as expected: {} is any answer, and [] is none of a list."""
    if isinstance(expected, dict):
        return any(says(value) for value in expected.values())
    return True


def answered_in(case_file):
    """Operations of whose answers a case file expects something."""
    found = set()
    for line in case_file.splitlines():
        if line.strip() == "tick":
            found.add("system.tick")
        call = re.match(r"([a-z]\w*\.\w+)\s+(?=\{)", line)
        if not call:
            continue
        _, end = json.JSONDecoder().raw_decode(line, call.end())
        kind, _, expected = line[end:].lstrip().partition(" ")
        if kind == ">" and says(json.loads(expected or "{}")):
            found.add(call[1])
    return found


def tests_of(text):
    """The tests of a C++ or Python file, each with its text."""
    starts = [(match.start(), match[1] or match[2]) for match in TEST.finditer(text)]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    return {name: text[start:end] for (start, name), end in zip(starts, ends)}


def called_in(text):
    """As text, as a C++ type, or as a method in Python; a keyword has a _ behind it."""
    return {f"{noun.rstrip('_')}.{verb.rstrip('_')}" for noun, verb in CALL.findall(text)}


def proved_by(file, test):
    """Operations that a proof proves; raises ValueError when it is none."""
    path = ROOT / file
    if not file.startswith(("tests/", "examples/")) or not path.is_file():
        raise ValueError(f"no proof {file}")
    text = path.read_text(encoding="utf-8")
    if file.startswith("tests/cases/"):
        return answered_in(text)
    if file.startswith("examples/"):  # a story that prints what it is expected to, or fails
        return called_in(text) if path.with_suffix(".expected").is_file() else set()
    if test is None:
        if path.suffix != ".txt" and not tests_of(text):
            raise ValueError(f"{file} has no test")
        return set()
    if test not in tests_of(text):
        raise ValueError(f'{file} has no test "{test}"')
    return called_in(tests_of(text)[test])


def problems_of(cells, known):
    operations = re.findall(r"`([^`]+)`", cells[2]) if len(cells) == 4 else []
    if not operations or not cells[1]:
        yield "a row has a name, operations and proofs"
        return
    yield from (f"no operation {name}" for name in operations if name not in known)
    proved = set()
    for proof in re.split(r', (?=tests/|examples/)', cells[3]):
        parts = re.fullmatch(r'(\S+)(?: "(.+)")?', proof)
        try:
            proved |= proved_by(*parts.groups()) if parts else proved_by(proof, None)
        except ValueError as problem:
            yield str(problem)
    yield from (f"{name} is answered in none of its proofs"
                for name in operations if name not in proved)


def expected():
    """Number and name of each row that has to be there."""
    lines = (ROOT / "tests/expected/capabilities.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split(" ", 1) for line in lines if line and not line.startswith("#")]
    return {int(number): name for number, name in rows}


def main():
    known = {o["name"] for o in json.loads((ROOT / "tests/api.json").read_text())["operations"]}
    problems, numbers = [], []
    text = (ROOT / "docs/capabilities.md").read_text(encoding="utf-8")
    for at, line in enumerate(text.splitlines(), 1):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not cells[0].isdigit():
            continue
        numbers.append(int(cells[0]))
        problems += [f"line {at}: {problem}" for problem in problems_of(cells, known)]
    if numbers != sorted(set(numbers)):
        problems.append("rows stand once each, in the order of their numbers")
    problems += [f"row {number} is missing: {name}"
                 for number, name in expected().items() if number not in numbers]
    print(*problems, f"capabilities: {len(numbers)} rows, {len(problems)} problems", sep="\n")
    return 1 if problems else 0


sys.exit(main())
