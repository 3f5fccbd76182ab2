"""Prints what DuckDB and polars take for month by source by provider, on one thread.

FOLDER has the columns as plain numbers: minutes.bin (since 1970), source.bin, provider.bin,
value.bin. One line: milliseconds of DuckDB to tuples and to Arrow, of polars, groups found, and the
sum of all values. Both have read the columns before; DuckDB into a table of its own.
"""

import os
import sys
import time

os.environ["POLARS_MAX_THREADS"] = "1"

import duckdb  # noqa: E402
import numpy  # noqa: E402
import polars  # noqa: E402

QUESTION = """select date_trunc('month', happened_at) as month, source, provider, count(*),
              sum(value) as value from touches group by all"""


def column(folder, name, kind):
    return numpy.fromfile(os.path.join(folder, name + ".bin"), dtype=kind)


def milliseconds(work):
    start = time.perf_counter()
    answer = work()
    return 1e3 * (time.perf_counter() - start), answer


def main(folder):
    minutes = column(folder, "minutes", numpy.int32).astype("datetime64[m]")
    frame = polars.DataFrame({
        "happened_at": minutes.astype("datetime64[us]"),
        "source": column(folder, "source", numpy.int32),
        "provider": column(folder, "provider", numpy.int32),
        "value": column(folder, "value", numpy.int64)})
    database = duckdb.connect()
    database.execute("set threads = 1")
    database.register("given", frame.to_arrow())
    database.execute("create table touches as select * from given")
    duckdb_ms, rows = milliseconds(lambda: database.execute(QUESTION).fetchall())
    arrow_ms, batch = milliseconds(lambda: database.sql(QUESTION).to_arrow_table())
    assert batch.num_rows == len(rows)
    month = polars.col("happened_at").dt.truncate("1mo")
    polars_ms, answer = milliseconds(lambda: frame.group_by(month, "source", "provider").agg(
        polars.len(), polars.col("value").sum()))
    assert len(rows) == len(answer)
    print(duckdb_ms, arrow_ms, polars_ms, len(rows), int(sum(row[4] for row in rows)))


if __name__ == "__main__":
    main(sys.argv[1])
