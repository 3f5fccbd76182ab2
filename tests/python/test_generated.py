"""What is made from describe() is what is committed; examples run; types are right."""

import doctest
import importlib.util
import pathlib
import shutil
import subprocess
import sys

import onward
import onward._answers
import onward._columns
import onward._engine
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def generator():
    spec = importlib.util.spec_from_file_location("generate", ROOT / "python/generate.py")
    module = importlib.util.module_from_spec(spec)
    path = sys.path[:]
    spec.loader.exec_module(module)
    sys.path[:] = path
    return module


def test_generated_files_are_up_to_date():
    assert [str(path.relative_to(ROOT)) for path in generator().differing()] == []


@pytest.mark.parametrize("module", [onward, onward._answers, onward._columns, onward._engine])
def test_examples_in_documentation_run(module):
    result = doctest.testmod(module)
    assert result.attempted and not result.failed


def test_the_stub_names_what_there_is():
    text = (ROOT / "python/onward/__init__.pyi").read_text(encoding="utf-8")
    for name in onward.__all__:
        assert f"def {name}(" in text or f"class {name}" in text
    for operation in onward.describe()["operations"]:
        verb = operation["name"].split(".")[1]
        assert f"    def {'import_' if verb == 'import' else verb}(" in text


def checked(tmp_path, program):
    """What mypy says of a program."""
    (tmp_path / "program.py").write_text(program, encoding="utf-8")
    package = tmp_path / "onward"
    package.mkdir(exist_ok=True)
    for name in ("__init__.pyi", "py.typed"):
        shutil.copy(ROOT / "python/onward" / name, package)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "program.py", "onward/__init__.pyi"],
        cwd=tmp_path, capture_output=True, text=True)
    return done.returncode, done.stdout


BEGINNING = """
import datetime
import onward

def tell(session: onward.Session) -> datetime.datetime:
"""


def test_the_stub_is_well_typed(tmp_path):
    pytest.importorskip("mypy")
    code, said = checked(tmp_path, BEGINNING + """
    record = session.need.send(
        client_id=1, issue_id=2, consent_id=3, receivers=[{"organization_id": 4}],
        urgency="urgent")
    for referral in record.referrals:
        session.referral.decline(referral_id=referral.id, reason_code="capacity")
    return record.need.opened_at
""")
    assert code == 0, said


MISTAKES = [
    ('session.need.send(client_id="a", issue_id=2, consent_id=3)', "client_id"),
    ("session.need.send(client_id=1, issue_id=2)", "consent_id"),
    ('session.need.get(need_id=1).need.phase == "opne"', "comparison"),
    ("session.need.get(need_id=1).need.opened", "opened"),
    ("session.need.sned()", "sned"),
    ('session.need.send(client_id=1, issue_id=2, consent_id=3, urgency="now")', "urgency"),
]


def test_the_stub_catches_mistakes(tmp_path):
    pytest.importorskip("mypy")
    lines = "".join(f"    {line}\n" for line, _ in MISTAKES)
    code, said = checked(tmp_path, BEGINNING + lines + "    return datetime.datetime.now()\n")
    assert code == 1
    for number, (line, complaint) in enumerate(MISTAKES, BEGINNING.count("\n") + 1):
        about = [text for text in said.splitlines() if text.startswith(f"program.py:{number}: ")]
        assert about and complaint in "".join(about), (line, said)
