"""What README.md shows runs as it stands there."""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language):
    return re.search(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)[1]


def test_the_ten_lines_run():
    lines = block("python")
    assert len(lines.splitlines()) == 10
    said = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True)
    assert re.fullmatch(r"N-[\w-]+ open \['requested'\]\n", said.stdout)


def test_the_host_in_cpp_is_the_one_that_is_built():
    """./dev consumer builds it against what is installed."""
    assert block("cpp") == (ROOT / "tests/consumer/host.cpp").read_text(encoding="utf-8")
    built = (ROOT / "tests/consumer/CMakeLists.txt").read_text(encoding="utf-8")
    for line in block("cmake").splitlines():
        assert line.replace("(host ", "(host_cpp ") in built
