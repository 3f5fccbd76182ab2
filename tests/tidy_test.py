"""House rules as a test. Prints each break with its file and line; exits 1 if there is one."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = {".hpp", ".cpp", ".h", ".c", ".py", ".pyi", ".sh", ".cmake", ".map", ".awk", ".sql"}
PROSE = {".md", ".txt", ".json", ".toml", ".yml", ".expected"}
SKIPPED = {"build", "dist", ".git", ".cache", "__pycache__"}

COLUMNS_MAX = 100
LINES_MAX = 500

# A file includes its own floor and those below. The longest matching path decides.
FLOORS = ["words", "model", "rules", "storage", "operations", "engine", "edge"]
FLOOR_OF = {
    "include/onward/": "words",  # how things are described and answered: schema, result
    "include/onward/model/": "model",
    "include/onward/nouns": "model",
    "include/onward/rules/": "rules",
    "include/onward/storage": "storage",
    "include/onward/journal": "storage",
    "include/onward/operation": "operations",
    "include/onward/engine": "engine",
    "include/onward/session": "engine",
    "include/onward/simulation": "edge",
    "src/": "words",
    "src/model/": "model",
    "src/nouns": "model",
    "src/rules/": "rules",
    "src/interchange/": "storage",
    "src/storage": "storage",
    "src/journal": "storage",
    "src/upcasters": "storage",
    "src/operation": "operations",
    "src/engine": "engine",
    "src/session": "engine",
    "src/describe": "engine",
    "src/records_": "edge",  # the code of every floor's records
    "src/simulation/": "edge",
    "capi/": "edge",
    "python/": "edge",
}

# Each of these is included by one file of ours, so that it can be replaced in one place.
LIBRARIES = {
    "Boost.JSON": r"boost/json",
    "Boost.Math": r"boost/math",
    "SQLite": r"sqlite3\.h",
    "date": r"date/",
    "fmt": r"fmt/",
    "libsodium": r"sodium",
    "ICU": r"unicode/",
    "libcsv": r"csv\.h$",
    "Eigen": r"Eigen/",
    "CLI11": r"CLI/",
    "pybind11": r"pybind11/",
    "libpq": r"libpq-fe\.h",
    "Catch2": r"catch2/",
    "RapidCheck": r"rapidcheck",
}
# A test or benchmark may meet a library directly, to break it or to be measured against it.
PRODUCT = ("include/", "src/", "capi/", "python/")
ONE_IN_TESTS = {"Catch2", "RapidCheck"}

SYSTEM = re.compile(r"[a-z0-9_]+|std[a-z]+\.h|(sys|linux)/\w+\.h|"
                    r"(assert|ctype|dirent|errno|fcntl|inttypes|limits|math|poll|pthread|signal|"
                    r"string|time|unistd)\.h")
STANDARD_CPP = re.compile(r"[a-z0-9_]+")
STANDARD_C = re.compile(r"std(int|def|bool)\.h")

UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b")
MACHINE_PATH = re.compile(r"(?<![\w.])/(ho" r"me|ro" r"ot|wo" r"rk|Us" r"ers)/\w")
# A fresh clone has nothing beside it. The test of zone names asks for /etc, and gets nothing.
OUTSIDE = re.compile(r"""["'](\.\./)+(?!etc/)\w""")

problems = []


def problem(path, line, text):
    problems.append(f"{path}:{line}: {text}")


def files():
    for path in sorted(ROOT.rglob("*")):
        relative = path.relative_to(ROOT)
        if path.is_file() and not SKIPPED.intersection(relative.parts):
            yield relative.as_posix(), path


def is_code(name):
    path = Path(name)
    return path.suffix in CODE or path.name in {"CMakeLists.txt", "dev", "run"}


def check_text(name, lines):
    generated = any("generated" in line.lower() for line in lines[:3])
    for number, line in enumerate(lines, 1):
        if UNFINISHED.search(line):
            problem(name, number, "unfinished work belongs into an issue, not into a comment")
        if line.startswith(("<" * 7 + " ", ">" * 7 + " ")):
            problem(name, number, "a merge that was not finished")
        if MACHINE_PATH.search(line):
            problem(name, number, "a path of somebody's machine")
        if is_code(name) and OUTSIDE.search(line):
            problem(name, number, "a path that leaves the repository")
        if is_code(name) and not generated and len(line) > COLUMNS_MAX:
            problem(name, number, f"{len(line)} columns, at most {COLUMNS_MAX}")
    if is_code(name) and not generated and len(lines) > LINES_MAX:
        problem(name, len(lines), f"{len(lines)} lines, at most {LINES_MAX}")


def includes(lines):
    for number, line in enumerate(lines, 1):
        if match := re.match(r'\s*#\s*include\s+([<"])([^>"]+)[>"]', line):
            yield number, match[1] == "<", match[2]


def check_public_header(name, lines):
    allowed = STANDARD_C if name.endswith(".h") else STANDARD_CPP
    for number, angled, target in includes(lines):
        if angled and not allowed.fullmatch(target):
            problem(name, number, f"a public header includes <{target}>")


def floor(name):
    matches = [prefix for prefix in FLOOR_OF if name.startswith(prefix)]
    return FLOORS.index(FLOOR_OF[max(matches, key=len)]) if matches else None


def our_file(name, target):
    """The file of ours that an include means, or None."""
    for place in ("include", "src", "capi", str(Path(name).parent)):
        if (ROOT / place / target).is_file():
            return (Path(place) / target).as_posix()
    return None


def check_floors(name, lines):
    here = floor(name)
    if here is None:
        return
    for number, _, target in includes(lines):
        other = our_file(name, target)
        there = floor(other) if other else None
        if there is not None and there > here:
            problem(name, number, f"{FLOORS[here]} includes {other} of the floor {FLOORS[there]}")


def check_libraries(sources):
    users = {}
    for name, lines in sources:
        for number, angled, target in includes(lines):
            library = next((k for k, p in LIBRARIES.items() if re.match(p, target)), None)
            product = name.startswith(PRODUCT)
            if library and (product or library in ONE_IN_TESTS):
                users.setdefault(library, {}).setdefault(name, number)
            elif angled and product and not library and not SYSTEM.fullmatch(target):
                problem(name, number, f"<{target}> is of no library named in tests/tidy_test.py")
    for library, places in users.items():
        for name, number in list(places.items())[1:]:
            problem(name, number, f"{library} is already included by {next(iter(places))}")


def check_test_names(name, lines):
    """tools/tests.cmake runs the files called *_test.cpp; a test elsewhere would be forgotten."""
    if not name.startswith("tests/") or not name.endswith(".cpp") or name.endswith("_test.cpp"):
        return
    for number, line in enumerate(lines, 1):
        if re.match(r"\s*(TEST_CASE|SCENARIO|TEMPLATE_TEST_CASE)", line):
            problem(name, number, "a test outside a file called *_test.cpp is not run")


def main():
    sources, count = [], 0
    for name, path in files():
        if not is_code(name) and path.suffix not in PROSE:
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        count += 1
        check_text(name, lines)
        if path.suffix in {".hpp", ".cpp", ".h", ".c"} and "/v1/" not in name:
            sources.append((name, lines))
            check_floors(name, lines)
            check_test_names(name, lines)
            if name.startswith("include/") or name == "capi/onward.h":
                check_public_header(name, lines)
    check_libraries(sources)
    print(*problems, sep="\n", end="\n" if problems else "")
    print(f"house rules: {count} files, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
