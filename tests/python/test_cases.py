"""Runs tests/cases/*.txt through the package, on a file; tests/case_runner.hpp has the format."""

import contextlib
import datetime
import json
import pathlib

import onward
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "tests/cases").glob("*.txt"))


class Wrong(Exception):
    """A case that does not hold."""


class Runner:
    def __init__(self, folder):
        self.store, self.now, self.who = folder / "store.db", None, {}
        self.day("2025-01-01")
        self.chance = 0
        self.engine = None
        self.reopen()

    def reopen(self):
        if self.engine:
            self.engine.close()
        self.engine = onward.Engine(store=self.store, clock=lambda: self.now, random=self.random)
        self.session = self.engine.session(**self.who)

    def random(self, size):
        self.chance += 1
        return (self.chance.to_bytes(8, "little") * (size // 8 + 1))[:size]

    def day(self, text):
        self.now = datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc)

    def act(self, staff, organization):
        self.who = {"staff_id": int(staff), "organization_id": int(organization)}
        self.session = self.engine.session(**self.who)

    def tick(self):
        more = True
        while more:
            ticked = self.session.system.tick()
            assert not ticked.failed, ticked.failed
            more = ticked.more

    def line(self, line):
        if not line.strip() or line.startswith("#"):
            return
        name, rest = (line.strip() + " ").split(" ", 1)
        rest = rest.strip()
        if "." in name:
            return self.case(name, rest)
        if name == "now":
            return self.day(rest.replace("Z", ""))
        if name == "blob":
            blob, path = rest.split()
            with contextlib.suppress(onward.Refused):  # the next one of this name
                self.session.erase_blob(blob)
            return self.session.put_blob(blob, ROOT / path)
        {"day": self.day, "as": self.act, "tick": self.tick, "reopen": self.reopen}[name](
            *rest.split())

    def case(self, operation, rest):
        request, rest = split(rest)
        mark, _, expected = rest.partition(" ")
        try:
            answer = self.call(operation, request)
        except onward.Refused as refused:
            said = f"{refused.reason} {refused.path}".strip()
            if mark != "!" or said != " ".join(expected.split()):
                raise Wrong(f"refused: {refused}") from refused
            assert refused.text and refused.message
            return
        if mark not in {"", ">"}:
            raise Wrong(f"answered: {answer!r}")
        if expected:
            compare(json.loads(expected), answer.as_json(), "")

    def call(self, operation, request):
        """As a verb, or word by word what no verb would write."""
        try:
            members = json.loads(request, object_pairs_hook=only_once)
            if isinstance(members, dict) and None not in members.values():
                return self.session.call(operation, **members)
        except ValueError:
            pass
        from onward._engine import _answer

        answer = _answer(*self.session._handle.call(operation, request))
        return onward.Record(answer)


def only_once(pairs):
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def split(text):
    """The JSON value that the text begins with, and the rest."""
    depth, in_text, at = 0, False, 0
    while at < len(text):
        c = text[at]
        if in_text and c == "\\":
            at += 1
        elif c == '"':
            in_text = not in_text
        elif not in_text and c in "{[":
            depth += 1
        elif not in_text and c in "}]":
            depth -= 1
            if depth == 0:
                return text[: at + 1], text[at + 1 :].strip()
        at += 1
    return text, ""


def compare(expected, answer, at):
    if isinstance(expected, dict):
        for name, value in expected.items():
            if not isinstance(answer, dict) or name not in answer:
                raise Wrong(f"{at}/{name} is not there: {answer}")
            compare(value, answer[name], f"{at}/{name}")
    elif isinstance(expected, list):
        if not isinstance(answer, list) or len(answer) != len(expected):
            raise Wrong(f"{at} has not {len(expected)} items: {answer}")
        for n, (one, other) in enumerate(zip(expected, answer)):
            compare(one, other, f"{at}/{n}")
    elif type(expected) is not type(answer) or expected != answer:
        raise Wrong(f"{at}: expected {expected!r}, was {answer!r}")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_cases_hold(path, tmp_path):
    runner, wrong = Runner(tmp_path), []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            runner.line(line)
        except Wrong as problem:
            wrong.append(f"{path.name}:{number}: {line[:100]}\n    {problem}")
    runner.engine.close()
    assert not wrong, "\n".join(wrong)


def test_a_case_that_does_not_hold_is_noticed(tmp_path):
    runner = Runner(tmp_path)
    create = 'system.create {"network":"N","organization":"O","login":"a","name":"A"}'
    for line in (create + " ! store_not_empty", create + " > {}", create + " ! name_taken",
                 create + " ! store_not_empty /network"):
        with pytest.raises(Wrong):
            runner.line(line)
    runner.line(create + " ! store_not_empty")
    runner.line("as 1 1")
    runner.line('organization.get {"organization_id":1} > {"name":"O","active":true}')
    for expected in ('{"name":"P"}', '{"nome":"O"}', '{"send_to":[1]}', '{"active":1}'):
        with pytest.raises(Wrong):
            runner.line('organization.get {"organization_id":1} > ' + expected)
    runner.engine.close()


def test_there_are_cases():
    assert len(FILES) > 5
