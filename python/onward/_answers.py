"""Typed answers, made from the JSON Schemas of the operations."""

import datetime
import functools
import html
import json
import keyword
import operator
import os
import re

from . import _onward


@functools.lru_cache(maxsize=None)
def _description():
    status, text, _ = _onward.describe()
    if status != 0:
        raise RuntimeError(json.loads(text)["message"])
    return text


def describe():
    """Everything there is: operations, nouns, reasons, options, lifecycles.

    Returns
    -------
    dict
        With a JSON Schema for every request, answer, noun and option. It is the caller's own.

    Examples
    --------
    >>> import onward
    >>> [o["doc"] for o in onward.describe()["operations"] if o["name"] == "referral.accept"]
    ['Promise service.']
    """
    return json.loads(_description())


def python_name(name):
    """A wire name as Python can write it: ``from`` is ``from_``."""
    return name + "_" if keyword.iskeyword(name) else name


def camel(name):
    return "".join(word.capitalize() for word in name.replace(".", "_").split("_"))


def singular(name):
    return name[:-3] + "y" if name.endswith("ies") else name.removesuffix("s")


class Record:
    """An answer, or a part of one: members by attribute or, as of a dict, by name.

    It cannot be changed. Members that are dates and instants are `datetime.date` and
    `datetime.datetime` in UTC.
    """

    __slots__ = ("_json", "_read")
    _members = {}  # Python name: wire name
    _readers = {}  # wire name: what makes a typed value of the JSON one

    def __init__(self, json):
        object.__setattr__(self, "_json", json)
        object.__setattr__(self, "_read", {})

    def __getitem__(self, name):
        read = self._read
        if name not in read:
            value, reader = self._json[name], self._readers.get(name)
            read[name] = value if value is None or reader is None else reader(value)
        return read[name]

    def __getattr__(self, name):
        wire = self._members.get(name, name)
        if wire not in self._json:
            raise AttributeError(f"{type(self).__name__} has no member {name!r}")
        return self[wire]

    def __setattr__(self, name, value):
        raise AttributeError("answers cannot be changed")

    __delattr__ = lambda self, name: self.__setattr__(name, None)  # noqa: E731

    def __iter__(self):
        return iter(self._json)

    def __len__(self):
        return len(self._json)

    def __contains__(self, name):
        return name in self._json

    def __eq__(self, other):
        if isinstance(other, Record):
            return type(self) is type(other) and self._json == other._json
        return NotImplemented

    __hash__ = None

    def __reduce__(self):
        return _restored, (type(self).__name__, self._json)

    def __dir__(self):
        return [*super().__dir__(), *(python_name(name) for name in self._json)]

    def __repr__(self):
        said = (
            f"{python_name(name)}={self[name]!r}"
            for name, value in self._json.items()
            if value is not None and value != "" and value != []
        )
        return f"{type(self).__name__}({', '.join(said)})"

    def _repr_html_(self):
        return _table(self)

    def keys(self):
        """Names of the members, so that ``dict(answer)`` works."""
        return self._json.keys()

    def as_json(self):
        """The answer as it came: a dict of numbers, texts, lists and dicts. It is a copy."""
        return json.loads(json.dumps(self._json))


def of_batch(answer, calls):
    """An answer of ``system.batch`` whose responses are what each call's operation answers."""
    answers = types().answers
    answer._read["responses"] = [
        answers[call["operation"]](response)
        for call, response in zip(calls, answer._json["responses"])]
    return answer


def _restored(name, value):
    return types().records.get(name, Record)(value)


def _cell(value):
    if isinstance(value, Record):
        return _table(value)
    if isinstance(value, list) and value and all(isinstance(v, Record) for v in value):
        names = list(value[0])
        head = "".join(f"<th>{html.escape(name)}</th>" for name in names)
        rows = "".join(
            "<tr>" + "".join(f"<td>{_cell(v[name])}</td>" for name in names) + "</tr>"
            for v in value
        )
        return f"<table><tr>{head}</tr>{rows}</table>"
    if isinstance(value, list):
        return ", ".join(_cell(v) for v in value)
    return "" if value is None else html.escape(str(value))


def _table(record):
    rows = "".join(
        f"<tr><th>{html.escape(name)}</th><td>{_cell(record[name])}</td></tr>" for name in record
    )
    return f"<table>{rows}</table>"


def read_instant(text):
    return datetime.datetime.fromisoformat(text[:-1] + "+00:00")


def write_instant(value):
    if value != value:
        raise ValueError("NaT is no instant")
    if value.tzinfo is None:
        raise ValueError("an instant needs a time zone: datetime(..., tzinfo=timezone.utc)")
    utc = value.astimezone(datetime.timezone.utc).replace(tzinfo=None)
    return utc.isoformat(timespec="microseconds") + "Z"


def write_numpy(value):
    at = value.astype("datetime64[us]").item()
    if at is None:
        raise ValueError("NaT is no date")
    return at.date().isoformat() if at.time() == datetime.time() else write_instant(at)


def write_value(value):
    """What json cannot write by itself, with what numpy and pandas have for it.

    Their days are times of midnight without a zone.
    """
    if isinstance(value, Record):
        return value._json
    if isinstance(value, datetime.datetime):
        is_day = hasattr(value, "normalize") and value.tzinfo is None and value == value.normalize()
        return value.date().isoformat() if is_day else write_instant(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    dimensions = getattr(value, "ndim", 0)
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    if dimensions == 1:  # an array or a column
        return list(value)
    if dimensions == 0 and hasattr(value, "__index__"):
        return operator.index(value)
    if dimensions == 0 and kind in {"b", "f"}:
        return value.item()
    if dimensions == 0 and kind == "M":
        return write_numpy(value)
    raise TypeError(f"a request cannot hold {type(value).__name__}")


_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=write_value
).encode
_SURROGATE = re.compile("[\ud800-\udfff]")


def encode(request):
    """A request as JSON.

    No UTF-8 can hold a surrogate. U+0000 goes instead, which no text may hold either, so that the
    engine refuses it and names the member.
    """
    text = _encode(request)
    return text if text.isascii() else _SURROGATE.sub(r"\\u0000", text)


class Types:
    """The classes of all answers, by name and by operation.

    A class is called like the noun that it is. Any other is called after the operation that
    answers it first, and after the member it stands in.
    """

    def __init__(self, description):
        self.records = {}  # class by name
        self.schemas = {}  # schema by name
        self.answers = {}  # class by operation
        self._known = {}  # name by shape
        for noun in description["nouns"]:
            self._known[_shape(noun["schema"])] = camel(noun["name"])
        names = {o["name"]: camel(o["name"]) + "Answer" for o in description["operations"]}
        for operation in description["operations"]:  # whole answers before what stands in them
            self._known.setdefault(_shape(operation["response"]), names[operation["name"]])
        for operation in description["operations"]:
            self.answers[operation["name"]] = self._record(
                operation["response"], names[operation["name"]]
            )

    def _record(self, schema, otherwise):
        name = self._known.setdefault(_shape(schema), otherwise)
        if name not in self.records:
            members = schema["properties"]
            self.schemas[name] = schema
            self.records[name] = type(
                name,
                (Record,),
                {
                    "__slots__": (),
                    "__module__": "onward",
                    "__doc__": "\n".join(f"{m}: {s['description']}" for m, s in members.items()),
                    "__match_args__": tuple(python_name(m) for m in members),
                    "_members": {python_name(m): m for m in members if keyword.iskeyword(m)},
                    "_readers": {},
                },
            )
            stem = name[: -len("Answer")] if name.endswith("Answer") else name
            for member, part in members.items():
                reader = self._reader(part, stem + camel(member))
                if reader:
                    self.records[name]._readers[member] = reader
        return self.records[name]

    def _reader(self, schema, name):
        if "anyOf" in schema:
            return self._reader(schema["anyOf"][0], name)
        if "properties" in schema:
            return self._record(schema, name)
        if schema.get("type") == "array":
            item = self._reader(schema["items"], singular(name))
            return item and (lambda values: [item(v) for v in values])
        return {"date": datetime.date.fromisoformat, "date-time": read_instant}.get(
            schema.get("format")
        )

    def name_of(self, schema):
        """The name of the class for a schema of an answer, or None."""
        return self._known.get(_shape(schema)) if "properties" in schema else None


def _shape(schema):
    return json.dumps([schema["properties"], schema["required"]], sort_keys=True)


@functools.lru_cache(maxsize=None)
def types():
    return Types(describe())
