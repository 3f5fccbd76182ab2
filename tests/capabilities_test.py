"""docs/capabilities.md names operations and files: each exists, and the files call them."""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def called_in(proof):
    """How an operation is called in a file: a line of its own in a case file, a type in C++."""
    text = (ROOT / proof).read_text(encoding="utf-8")
    if proof.startswith("tests/cases/"):
        return set(re.findall(r"^([a-z]\w*\.\w+) ", text, re.MULTILINE)) | (
            {"system.tick"} if re.search(r"^tick$", text, re.MULTILINE) else set())
    return {f"{noun.rstrip('_')}.{verb.rstrip('_')}"
            for noun, verb in re.findall(r"\b([a-z]\w*)(?=(?:\.|::)([a-z]\w*))", text)}


def main():
    known = {o["name"] for o in json.loads((ROOT / "tests/api.json").read_text())["operations"]}
    problems, numbers = [], []
    for number, line in enumerate((ROOT / "docs/capabilities.md").read_text().splitlines(), 1):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not cells[0].isdigit():
            continue
        numbers.append(int(cells[0]))
        operations = re.findall(r"`([^`]+)`", cells[2])
        if len(cells) != 4 or not operations:
            problems.append(f"line {number}: a row names operations and a proof")
        called = set()
        for proof in cells[-1].split(", "):
            if proof.startswith(("tests/", "examples/")) and (ROOT / proof).is_file():
                called |= called_in(proof)
            else:
                problems.append(f"line {number}: no proof {proof}")
        problems += [f"line {number}: no operation {o}" for o in operations if o not in known]
        problems += [f"line {number}: {o} is in none of its proofs"
                     for o in operations if o not in called]
    if len(numbers) < 50 or numbers != sorted(set(numbers)):
        problems.append("rows stand once each, in the order of their numbers")
    print(*problems, f"capabilities: {len(numbers)} rows, {len(problems)} problems", sep="\n")
    return 1 if problems else 0


sys.exit(main())
