"""Engine and Session: an open store, and who works with it."""

import datetime
import functools
import inspect
import io
import json
import keyword
import os
import pathlib
import weakref

from . import _onward
from ._answers import describe, encode, of_batch, python_name, types
from ._errors import Broken, Cancelled, CommitUnknown, Refused
from ._progress import Bar, automatic
from ._table import Query, Table, write, write_all

_PIECE = 1 << 20  # bytes of a blob that are moved at once
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
_MICROSECOND = datetime.timedelta(microseconds=1)


_decode = json.JSONDecoder().raw_decode


def _answer(status, text, cause=None):
    """The answer, or what it is raised as."""
    answer = _decode(text)[0] if text else {"message": "out of memory"}
    if status == 0:
        return answer
    if status == 1:
        raise Refused(**answer)
    kind = {3: CommitUnknown, 4: Cancelled}.get(status, Broken)
    raise kind(answer["message"]) from cause


def _microseconds(clock):
    def asked():
        now = clock()
        if now.tzinfo is None:
            raise ValueError("the clock must answer with a time zone")
        return (now - _EPOCH) // _MICROSECOND

    return asked


class Engine:
    """An open store. It may be used from many threads, each with a session of its own.

    Parameters
    ----------
    store : str or path
        Path of the store; ``":memory:"`` keeps nothing.
    clock : callable, optional
        Answers the time as an aware `datetime.datetime`; the system's clock by default.
    random : callable, optional
        ``random(n)`` answers n bytes; the system's by default.
    key : callable, optional
        ``key(purpose)`` answers 32 bytes, or None when there is no key for the purpose.
    progress : callable, optional
        ``progress(what, done, total)`` during long work. By default a bar, where tqdm is
        installed and stderr is a terminal; None for nothing.
    cancelled : callable, optional
        True ends long work with `Cancelled`, and waiting for another process to end its writing.
        Ctrl-C ends both without this, too.
    locality_of : callable, optional
        ``locality_of(address, postcode)`` answers the code of the locality in which an address
        lies, or None when it is not known. It is asked while the store is being written.
    **options
        Further options of ``onward_open``: ``clock_may_jump=True`` goes on with a store that
        nobody wrote for more than 400 days.

    Examples
    --------
    >>> with Engine(store=":memory:") as engine:
    ...     session = engine.session()
    ...     made = session.system.create(network="County", organization="Council",
    ...                                  login="ada", name="Ada Byron")
    >>> made.organization.name
    'Council'
    """

    def __init__(self, store, *, clock=None, random=None, key=None, progress="automatic",
                 cancelled=None, locality_of=None, **options):
        if progress == "automatic":
            progress = automatic()
        for name, given in (("clock", clock), ("random", random), ("key", key),
                            ("progress", progress), ("cancelled", cancelled),
                            ("locality_of", locality_of)):
            if given is not None and not callable(given):
                raise TypeError(f"{name} must be callable, and is {given!r}")
        self._store = os.fspath(store)
        self._progress = progress if isinstance(progress, Bar) else None
        self._sessions = weakref.WeakSet()
        self._handle = _onward.Engine()
        options["store"] = self._store
        _answer(*self._handle.open(
            encode(options), _microseconds(clock) if clock else None, random, key, progress,
            cancelled, locality_of))

    def session(self, **options):
        """Begins a session: who acts, and for which organisation.

        Parameters
        ----------
        staff_id : int, optional
            Who acts; absent before the store has its first member of staff.
        organization_id : int, optional
            The organisation they act for; one of their memberships.
        purpose : str, optional
            Why, in a word, for the host's own records.
        """
        return Session(self, **options)

    def table(self, name, columns=None, *, personal=None, where=None, batch_rows=None,
              **session):
        """A table as columns, for a session that is named here: see `Session.table`.

        Parameters
        ----------
        name : str
            The table, for example ``"referrals"``.
        columns, personal, where, batch_rows : optional
            As of `Session.table`.
        **session
            Who reads: ``staff_id``, ``organization_id`` and ``purpose``.
        """
        return self.session(**session).table(
            name, columns, personal=personal, where=where, batch_rows=batch_rows)

    def backup(self, path):
        """Copies the store, as it is at one moment, while others read and write.

        The copy is a store. A file that was copied by other means while it was in use is none: what
        was written last stands beside it.

        Parameters
        ----------
        path : str or path
            Where the copy goes; nothing may be there.
        """
        _answer(*self._handle.backup(os.fspath(path)))

    def verify(self):
        """Reads all of the store and says what is damaged, as ``journal.verify`` does with `deep`.

        It needs no session, and so works where the rows that say who may are damaged.

        Returns
        -------
        JournalVerifyAnswer
            With ``intact`` and ``findings``.
        """
        answered = self._handle.verify()
        if self._progress:
            self._progress.close()
        return types().answers["journal.verify"](_answer(*answered))

    def close(self):
        """Closes the store and its sessions. A call that another thread is in ends first."""
        for session in list(self._sessions):
            session.close()
        self._handle.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __repr__(self):
        return f"Engine(store={self._store!r})"


class Session:
    """Somebody at work. The operation ``referral.accept`` is ``session.referral.accept()``.

    A session is used by one thread at a time; others wait. It ends with its engine.
    """

    def __init__(self, engine, **options):
        _equip()
        self._engine, self._answers = engine, types().answers
        self._options = options
        self._handle = _onward.Session()
        _answer(*self._handle.open(engine._handle, encode(options)))
        engine._sessions.add(self)

    def __repr__(self):
        options = ", ".join(f"{name}={value!r}" for name, value in self._options.items())
        return f"Session({options})"

    def call(self, operation, /, **request):
        """Runs one operation by its name, in one transaction.

        A member that is None is left out. Dates, instants, answers, and what numpy and pandas have
        for numbers, days and instants may stand in a request.
        """
        for value in request.values():  # of which some have an == of their own
            if value is None:
                request = {name: given for name, given in request.items() if given is not None}
                break
        answered = self._handle.call(operation, encode(request))
        if self._engine._progress:
            self._engine._progress.close()
        answer = _answer(*answered)
        answer = self._answers[operation](answer)
        return of_batch(answer, request["calls"]) if operation == "system.batch" else answer

    def put_blob(self, id, source, offset=0):
        """Puts bytes into the store, in pieces: a feed to import, or an attachment.

        Parameters
        ----------
        id : str
            The blob's identifier, the host's own; unique in the organisation.
        source : bytes-like, str or path, or file
            The bytes, the path of a file with them, or a file opened in binary mode.
        offset : int, optional
            Goes on with an upload that was broken off: the size of the blob so far, which the
            refusal of another beginning tells as ``facts["size"]``. The source is read from there.

        Returns
        -------
        int
            The blob's size.
        """
        if isinstance(source, (str, os.PathLike)):
            with open(source, "rb") as file:
                return self.put_blob(id, file, offset)
        if not hasattr(source, "read"):
            source = io.BytesIO(memoryview(source).cast("B"))
        if offset > 0:
            source.seek(offset)
        piece = source.read(_PIECE)
        while True:
            offset = _answer(*self._handle.put(id, offset, piece))["size"]
            piece = source.read(_PIECE)
            if not piece:
                return offset

    def get_blob(self, id, target=None):
        """Reads a blob: answers its bytes, or writes them to a path or a file, piece by piece.

        Parameters
        ----------
        id : str
            The blob's identifier.
        target : str or path, or file, optional
            Where to write the bytes; then the answer is their number.
        """
        answer, piece = self._handle.get(id, 0, _PIECE)
        _answer(*answer)  # before a file is made for what is not there
        if isinstance(target, (str, os.PathLike)):
            with open(target, "wb") as file:
                return self.get_blob(id, file)
        into, offset = target or io.BytesIO(), 0
        while piece:
            into.write(piece)
            offset += len(piece)
            answer, piece = self._handle.get(id, offset, _PIECE)
            _answer(*answer)
        return offset if target else into.getvalue()

    def erase_blob(self, id):
        """Erases a blob: a feed that was imported.

        Parameters
        ----------
        id : str
            The blob's identifier.
        """
        _answer(*self._handle.erase(id))

    def table(self, name, columns=None, *, personal=None, where=None, batch_rows=None):
        """A table as columns, as far as the session may see it; docs/tables.md lists them.

        Parameters
        ----------
        name : str
            The table, for example ``"referrals"``.
        columns : list of str, optional
            Names of columns, in their order; all by default, or all that are not personal.
        personal : bool, optional
            True to read what is personal, too. Every row leaves an entry that says who looked.
        where : list of dict, optional
            Conditions, all of which a row meets: each names a ``column``, and what it ``is``, or
            ``from`` and ``before`` which values it lies.
        batch_rows : int, optional
            Rows in a batch at most, 65,536 by default.

        Returns
        -------
        Table
            For ``pyarrow``, ``polars``, ``pandas`` and ``duckdb``, and as files.
        """
        return Table(self, name, {"columns": columns, "personal": personal, "where": where,
                                  "batch_rows": batch_rows})

    def query(self, operation, /, *, columns=None, personal=None, batch_rows=None, list=None,
              **request):
        """The records of an operation's answer as columns: figures, or a list to its last page.

        It may be any operation that reads and answers with a list; docs/tables.md names them. Who
        may see what is the operation's to say, and what is hidden is hidden here.

        Parameters
        ----------
        operation : str
            Its name, for example ``"metric.query"`` or ``"referral.list"``.
        columns : list of str, optional
            Names of columns, in their order; all by default, or all that are not personal.
        personal : bool, optional
            True to read what is personal, too. It leaves entries that say who looked.
        batch_rows : int, optional
            Rows in a batch at most, 65,536 by default.
        list : str, optional
            Which list of the answer, or which section of a report.
        **request
            What the operation is asked.

        Returns
        -------
        Query
            For ``pyarrow``, ``polars``, ``pandas`` and ``duckdb``, and as files.
        """
        return Query(self, operation, {
            "columns": columns, "personal": personal, "batch_rows": batch_rows, "list": list,
            "request": _wire(request)})

    def export(self, name, path, /, **options):
        """Writes a table or an operation's answer to a file, and its dictionary beside it.

        Parameters
        ----------
        name : str
            A table or an operation, as of `table` and `query`.
        path : str or path
            A file that ends with ``.csv``, ``.json`` or ``.parquet``; or a folder, into which
            each section of a report, or each list of another answer, goes as CSV by its name.
        **options
            As of `table` or `query`.

        Returns
        -------
        int or dict
            The number of rows; of a folder by name.
        """
        path = pathlib.Path(path)
        if "." not in name:
            return write(self.table(name, **options), path)
        if path.suffix:
            return write(self.query(name, **options), path)
        return write_all(self._lists(name, **options), path)

    def _lists(self, operation, *, columns=None, personal=None, batch_rows=None, list=None,
               **request):
        """Each list of one answer, which is of one moment, by its name."""
        options = {"columns": columns, "personal": personal, "batch_rows": batch_rows,
                   "request": _wire(request)}
        known = next((a for a in describe()["answers"] if a["operation"] == operation), None)
        if known is None:
            return {operation: Query(self, operation, options)}  # which is refused
        if "suppress_below" in known:  # files leave
            options["request"].setdefault("suppress_below", known["suppress_below"])
        options["answer"] = answer = _answer(
            *self._handle.call(operation, encode(options["request"])))
        names = known["lists"]
        if known["parts"]:  # of a report, the sections that it has
            names = [part["name"] for part in answer[names[0]]]
        return {name: Query(self, operation, {**options, "list": name})
                for name in ([list] if list else names)}

    def close(self):
        """Ends the session."""
        self._handle.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _wire(request):
    """A request by the names that it has outside of Python."""
    return {name.removesuffix("_") if keyword.iskeyword(name[:-1]) else name: value
            for name, value in request.items() if value is not None}


class _Verbs:
    """The operations of one noun."""

    __slots__ = ("_session",)

    def __init__(self, session):
        self._session = session


@functools.lru_cache(maxsize=None)
def _equip():
    """Gives Session its nouns, once."""
    nouns = {}
    for operation in describe()["operations"]:
        noun, verb = operation["name"].split(".")
        nouns.setdefault(noun, {})[python_name(verb)] = _verb(operation)
    for noun, verbs in nouns.items():
        setattr(Session, noun, property(type(noun, (_Verbs,), {"__slots__": (), **verbs})))


def _verb(operation):
    name, members = operation["name"], operation["request"]["properties"]
    required = operation["request"]["required"]
    wire = [(python_name(member), member) for member in members if python_name(member) != member]

    def verb(self, **request):
        for ours, theirs in wire:
            if ours in request:
                request[theirs] = request.pop(ours)
        return self._session.call(name, **request)

    parameter = functools.partial(inspect.Parameter, kind=inspect.Parameter.KEYWORD_ONLY)
    ordered = sorted(members, key=lambda member: member not in required)
    verb.__name__, verb.__qualname__ = python_name(name.split(".")[1]), name
    verb.__doc__ = _docstring(operation, ordered)
    verb.__signature__ = inspect.Signature(
        [inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY)]
        + [parameter(python_name(member)) if member in required
           else parameter(python_name(member), default=None) for member in ordered],
        return_annotation=types().answers[name])
    return verb


def _docstring(operation, members):
    schemas, required = operation["request"]["properties"], operation["request"]["required"]
    lines = [operation["doc"], ""]
    if members:
        lines += ["Parameters", "----------"]
    for member in members:
        optional = "" if member in required else ", optional"
        lines += [f"{python_name(member)} : {type_text(schemas[member])}{optional}",
                  f"    {schemas[member]['description']}"]
    answer = types().answers[operation["name"]]
    lines += [""] * bool(members) + ["Returns", "-------", answer.__name__]
    lines += [f"    {member}: {schema['description']}"
              for member, schema in operation["response"]["properties"].items()]
    return "\n".join(lines)


def type_text(schema):
    """The type of a member, in words."""
    if "anyOf" in schema:
        return type_text(schema["anyOf"][0])
    if "enum" in schema:
        return "{" + ", ".join(repr(name) for name in schema["enum"]) + "}"
    if schema.get("type") == "array":
        return "list of " + type_text(schema["items"])
    if schema.get("format"):
        return {"date": "date", "date-time": "datetime"}[schema["format"]]
    return {"integer": "int", "number": "float", "boolean": "bool", "string": "str",
            "object": "dict"}.get(schema.get("type"), "any")
