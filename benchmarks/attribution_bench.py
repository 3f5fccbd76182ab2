"""Prints what ChannelAttribution takes for the paths in FILE, in seconds, and what it answers.

FILE has the columns path ("3>0>3"), conversions and nulls. The first line is the time of its
heuristics and that of its Markov model; then each source has a line: its number, and its credit by
first touch, last touch, linear and Markov.
"""

import contextlib
import io
import sys
import time

import pandas

with contextlib.redirect_stdout(io.StringIO()):  # it greets
    import ChannelAttribution


def timed(function, *arguments, **options):
    start = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        answer = function(*arguments, **options)
    return time.perf_counter() - start, answer.set_index("channel_name")


def main(path):
    paths = pandas.read_csv(path, dtype={"path": str})
    plain_s, plain = timed(
        ChannelAttribution.heuristic_models, paths, "path", "conversions", flg_pro=False)
    markov_s, markov = timed(
        ChannelAttribution.markov_model, paths, "path", "conversions", var_null="nulls",
        max_step=1_000, seed=1, verbose=False, flg_pro=False)
    print(plain_s, markov_s)
    for source in plain.index:
        print(source, *plain.loc[source, ["first_touch", "last_touch", "linear_touch"]],
              markov.loc[source, "total_conversions"])


if __name__ == "__main__":
    main(sys.argv[1])
