"""Tables as columns: for pyarrow, polars, pandas and DuckDB, and as files."""

import contextlib
import html
import importlib
import json
import os
import pathlib

from . import _onward
from ._answers import encode
from ._errors import Broken, Error

_SHOWN = 10  # rows, in a notebook


def _package(name, purpose):
    try:
        return importlib.import_module(name)
    except ImportError:
        raise ImportError(f"{purpose} needs {name}: pip install {name.split('.')[0]}") from None


class Table:
    """The rows of a table that a session may see, read anew whenever it is asked for them.

    It speaks Arrow's C stream interface, so ``polars.DataFrame(table)``,
    ``pyarrow.table(table)`` and ``duckdb.sql("from table")`` read it without a copy, batch by
    batch. Nobody waits for whoever reads: rows that are written meanwhile may be among those that
    come, those that were made meanwhile are not.

    Attributes
    ----------
    name : str
        Of the table.
    dictionary : dict
        What stands in it: for each of ``columns`` its name, type, sentence, unit, codes, and
        whether it is personal. Of an operation, ``answer`` is what was said beside the list.
    """

    def __init__(self, session, name, options):
        self._session, self.name = session, name
        self._options = {key: value for key, value in options.items() if value is not None}
        self.dictionary, _ = self._open("stream")

    def _open(self, what, **options):
        from ._engine import _answer

        asked = encode({**self._options, **options})
        answered, opened = getattr(self._session._handle, what)(self.name, asked)
        return _answer(*answered), opened

    def _stream(self, **options):
        return self._open("stream", **options)[1]

    @property
    def columns(self):
        """Names of the columns."""
        return [column["name"] for column in self.dictionary["columns"]]

    def __arrow_c_stream__(self, requested_schema=None):
        return self._stream()

    def __arrow_c_schema__(self):
        return self._open("schema")[1]

    def arrow(self):
        """All of it as a `pyarrow.Table`."""
        pyarrow = _package("pyarrow", "Table.arrow()")
        with _reading():
            return pyarrow.RecordBatchReader.from_stream(self).read_all()

    def pl(self):
        """All of it as a `polars.DataFrame`."""
        polars = _package("polars", "Table.pl()")
        with _reading():
            return polars.DataFrame(self)

    def df(self):
        """All of it as a `pandas.DataFrame`; codes are categories, and integers may be missing."""
        pandas = _package("pandas", "Table.df()")
        _package("pyarrow", "Table.df()")
        nullable = {"int64": pandas.Int64Dtype(), "bool": pandas.BooleanDtype()}
        return self.arrow().to_pandas(
            types_mapper=lambda kind: nullable.get(str(kind)), timestamp_as_object=False)

    def to_csv(self, path):
        """Writes a CSV file, and its dictionary beside it.

        A text that a spreadsheet would take for a formula gets an apostrophe before it, and so
        does one that begins with an apostrophe: take one away to have what was there.

        Returns
        -------
        int
            The number of rows.
        """
        return self._write(path, "csv")

    def to_json(self, path):
        """Writes a JSON file, an object for each row, and its dictionary beside it.

        Returns
        -------
        int
            The number of rows.
        """
        return self._write(path, "json")

    def to_parquet(self, path):
        """Writes a Parquet file batch by batch, and its dictionary beside it. Needs pyarrow.

        Returns
        -------
        int
            The number of rows.
        """
        return self._write(path, "parquet")

    def _write(self, path, form):
        with _whole(_with_dictionary(path)) as partial:
            return self._write_to(*partial, form)

    def _write_to(self, file, beside, form):
        rows = getattr(self, f"_write_{'parquet' if form == 'parquet' else 'text'}")(file, form)
        said = {**self.dictionary, "format": form, "rows": rows}
        text = json.dumps(said, ensure_ascii=False, indent=2) + "\n"
        pathlib.Path(beside).write_text(text, encoding="utf-8")
        return rows

    def _write_text(self, path, form):
        text = _onward.text(self._stream(), form == "json")
        with open(path, "wb") as file:
            while (piece := _text(text)) is not None:
                file.write(piece)
        return text.rows()

    def _write_parquet(self, path, _):
        pyarrow = _package("pyarrow", "Table.to_parquet()")
        parquet = _package("pyarrow.parquet", "Table.to_parquet()")
        with _reading():
            reader = pyarrow.RecordBatchReader.from_stream(self)
        rows = 0
        with parquet.ParquetWriter(path, reader.schema) as file:
            while (batch := _next(reader)) is not None:
                file.write_batch(batch)
                rows += batch.num_rows
        return rows

    def _first(self):
        """Some rows, and how many there are at least, and whether that is all."""
        text = _onward.text(self._stream(batch_rows=100), True)
        first = _text(text)
        rows = text.rows()
        if rows:
            first += b"]"
            _text(text)
        return json.loads(first)[:_SHOWN], rows, text.rows() == rows

    def __repr__(self):
        return f"<onward.Table {self.name}: {', '.join(self.columns)}>"

    def _repr_html_(self):
        rows, count, is_all = self._first()
        head = "".join(
            f'<th title="{html.escape(column.get("doc", ""))}">{html.escape(column["name"])}'
            f"<br><small>{html.escape(column['type'])}</small></th>"
            for column in self.dictionary["columns"])
        body = "".join(
            "<tr>" + "".join(f"<td>{_shown(row[name])}</td>" for name in self.columns) + "</tr>"
            for row in rows)
        number = f"{count:,} rows" if is_all else f"more than {count:,} rows"
        shown = f", the first {_SHOWN} of them" if count > _SHOWN else ""
        return (f"<table><caption>{html.escape(self.name)}: {number}{shown}</caption>"
                f"<tr>{head}</tr>{body}</table>")


class Query(Table):
    """The records of an operation's answer, of every page: as of `Table`.

    The operation was asked when this was made, which leaves what a call leaves; whoever reads
    first has that answer, and each who reads after asks again.
    """

    def __init__(self, session, name, options):
        self._session, self.name = session, name
        self._options = {key: value for key, value in options.items() if value is not None}
        self.dictionary, self._first_stream = self._open("stream")

    def _stream(self, **options):
        if self._first_stream is None or options:
            self.dictionary, stream = self._open("stream", **options)
        else:
            stream, self._first_stream = self._first_stream, None
        return stream

    def __arrow_c_schema__(self):
        stream = self._stream()
        self._first_stream = stream
        return _onward.schema(stream)

    def __repr__(self):
        return f"<onward.Query {self.name}: {', '.join(self.columns)}>"


def write(table, path):
    """Writes a file whose form its name tells; answers the number of its rows."""
    form = pathlib.Path(path).suffix.removeprefix(".")
    if form not in ("csv", "json", "parquet"):
        raise ValueError(f"{path}: expected a name that ends with .csv, .json or .parquet")
    return getattr(table, f"to_{form}")(path)


def write_all(tables, folder):
    """Writes tables into a folder as CSV, by their names: all of them, or none."""
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    paths = [path for name in tables for path in _with_dictionary(folder / f"{name}.csv")]
    try:
        with _whole(paths) as partial:
            pairs = zip(partial[::2], partial[1::2])
            return {name: table._write_to(*pair, "csv")
                    for (name, table), pair in zip(tables.items(), pairs)}
    except BaseException:
        if is_new:
            folder.rmdir()
        raise


def _shown(value):
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return html.escape(text if len(text) <= 80 else text[:79] + "…")


@contextlib.contextmanager
def _reading():
    """What a stream ended with, whichever exception its reader makes of it."""
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:
        if isinstance(error, (Error, ValueError)):
            raise
        raise Broken(str(error)) from error


def _text(text):
    with _reading():
        return text.next()


def _next(reader):
    with _reading():
        return next(reader, None)


def _with_dictionary(path):
    return [os.fspath(path), f"{os.fspath(path)}.dictionary.json"]


@contextlib.contextmanager
def _whole(paths):
    """Where files are written that are there when all of them are; of what fails none is left."""
    partial, kept = [f"{path}.partial" for path in paths], []
    try:
        yield partial
        for written, path in zip(partial, paths):
            os.replace(written, path)
            kept.append(path)
    except BaseException:
        for written in partial + kept:
            with contextlib.suppress(FileNotFoundError):
                os.remove(written)
        raise
