"""The C header: its usage compiles, its copy of the first release still holds."""

import hashlib
import pathlib
import re
import shutil
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
STRICT = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wstrict-prototypes", "-Werror"]

compiler = shutil.which("cc") or shutil.which("gcc")
needs_compiler = pytest.mark.skipif(compiler is None, reason="no C compiler")


@needs_compiler
def test_the_usage_in_the_header_compiles(tmp_path):
    header = (ROOT / "capi/onward.h").read_text(encoding="utf-8")
    usage = "\n".join(re.findall(r"^ \*   ( *\w.*)$", header, re.MULTILINE))
    usage = usage[: usage.index("onward_close(engine);") + len("onward_close(engine);")]
    program = tmp_path / "usage.c"
    program.write_text("#include <onward.h>\n#include <stdio.h>\n#include <string.h>\n"
                       f"int main(void) {{\n{usage}\nreturn 0;\n}}\n", encoding="utf-8")
    subprocess.run([compiler, *STRICT, "-fsyntax-only", f"-I{ROOT / 'capi'}", program], check=True)


def declarations(path):
    """Functions, types and constants, without comments and layout."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    functions = re.findall(r"ONWARD_API ([^;]+);", text)
    types = re.findall(r"typedef [^;{]+(?:\{[^}]*\})?[^;]*;", text)
    constants = re.findall(r"#define (ONWARD_\w+ -?\d+)", text)
    return {" ".join(part.split()) for part in functions + types + constants}


def test_the_first_release_stays_as_it_was():
    v1 = ROOT / "tests/capi/v1"
    sums = dict(reversed(line.split()) for line in (v1 / "SHA256SUMS").read_text().splitlines())
    assert sums == {path.name: hashlib.sha256(path.read_bytes()).hexdigest()
                    for path in v1.iterdir() if path.name != "SHA256SUMS"}


def test_the_first_header_still_holds():
    first = declarations(ROOT / "tests/capi/v1/onward.h")
    now = declarations(ROOT / "capi/onward.h")
    version = {part for part in first if part.startswith("ONWARD_VERSION_NUMBER")}
    host = {part for part in first if "struct onward_host" in part}
    assert len(first) > 20 and version and host
    assert first - now - version - host == set()
    members = host.pop().split("{")[1].split("}")[0]
    today = next(part for part in now if "struct onward_host" in part)
    assert today.split("{")[1].startswith(members.rstrip())
