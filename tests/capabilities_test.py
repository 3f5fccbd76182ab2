"""docs/capabilities.md names operations and files; each of them must exist."""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main():
    known = {o["name"] for o in json.loads((ROOT / "tests/api.json").read_text())["operations"]}
    problems, numbers = [], []
    for number, line in enumerate((ROOT / "docs/capabilities.md").read_text().splitlines(), 1):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not cells[0].isdigit():
            continue
        operations = re.findall(r"`([^`]+)`", cells[2])
        numbers.append(int(cells[0]))
        if len(cells) != 4 or not operations:
            problems.append(f"line {number}: a row names operations and a proof")
        problems += [f"line {number}: no operation {o}" for o in operations if o not in known]
        proof = cells[-1]
        if not proof.startswith(("tests/", "examples/")) or not (ROOT / proof).is_file():
            problems.append(f"line {number}: no proof {proof}")
    if len(numbers) < 50 or numbers != sorted(set(numbers)):
        problems.append("rows stand once each, in the order of their numbers")
    print(*problems, f"capabilities: {len(numbers)} rows, {len(problems)} problems", sep="\n")
    return 1 if problems else 0


sys.exit(main())
