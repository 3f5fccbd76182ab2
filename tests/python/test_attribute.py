"""Attribution over columns: tables of pyarrow, polars and pandas in, and out again."""

import datetime
import decimal
import gc
import itertools
import random

import onward
import pandas
import polars
import pyarrow
import pytest

PLAIN = ["first_touch", "last_touch", "last_non_direct_touch", "linear", "position_based",
         "time_decay"]
CHAINS = ["markov_1", "markov_2", "markov_3"]
GAMES = ["shapley_sets", "shapley_rates"]
MODELS = PLAIN + CHAINS + GAMES
NINE = [list(path) for path in ("A", "AB", "ABC", "B", "BA", "BCA", "C", "CA", "CBA")]
DAY = datetime.timedelta(days=1)
START = datetime.datetime(2025, 1, 1)


def nine(**more):
    return pyarrow.table({"path": NINE, "conversions": [3] * 9, **more})


def by_source(credit, model):
    return {row["source"]: row[model] for row in credit.arrow().to_pylist()}


def refusal(table, **options):
    with pytest.raises(onward.Refused) as caught:
        onward.attribute(table, **options)
    assert caught.value.reason == "malformed_request"
    return [(problem["path"], problem["message"]) for problem in caught.value.problems]


def test_the_nine_paths_sum_to_27_by_every_model():
    credit = onward.attribute(nine())
    assert credit.columns == ["source", *MODELS] and len(credit) == 3
    assert credit.conversions == 27 and credit.paths == 9 and credit.touches == 18
    for model in MODELS:
        assert sum(by_source(credit, model).values()) == 27, model
    table = credit.arrow()
    assert table.schema.field("linear").type == pyarrow.decimal128(19, 6)
    assert table["source"].to_pylist() == ["A", "B", "C"]


@pytest.mark.parametrize("path, first", [("ABC", "1.2"), ("AB", "1.5")])
def test_the_first_touch_has_two_fifths_or_half(path, first):
    table = pyarrow.table({"path": [list(path)], "conversions": [3]})
    credit = by_source(onward.attribute(table, models=["position_based"]), "position_based")
    assert credit["A"] == decimal.Decimal(first)
    assert sum(credit.values()) == 3


def test_credit_is_a_table_for_everybody():
    credit = onward.attribute(nine(), models=["first_touch", "linear"])
    frame = polars.DataFrame(credit)
    assert frame["first_touch"].to_list() == [9, 9, 9] and frame.equals(credit.pl())
    assert credit.df()["linear"].sum() == 27
    assert list(pandas.DataFrame(credit.df())["source"]) == ["A", "B", "C"]
    batch = pyarrow.record_batch(credit)
    assert batch.num_rows == 3 and batch.schema == credit.arrow().schema
    assert pyarrow.RecordBatchReader.from_stream(credit).read_all() == credit.arrow()
    assert repr(credit) == "<Credit: 3 sources, first_touch, linear>"


def test_columns_outlive_the_credit():
    table = onward.attribute(nine(), models=["linear"]).arrow()
    column = table["linear"]
    del table
    gc.collect()
    assert sum(column.to_pylist()) == 27


def tables():
    times = [[START + i * DAY for i in range(len(path))] for path in NINE]
    data = {"path": NINE, "touched_at": times, "conversions": [3] * 9, "nulls": [1] * 9,
            "value": [500] * 9}
    plain = pyarrow.table(data)
    yield "pyarrow", plain
    yield "record batch", plain.to_batches()[0]
    yield "struct", pyarrow.StructArray.from_arrays(
        [column.combine_chunks() for column in plain.columns], names=plain.column_names)
    dictionary = pyarrow.list_(pyarrow.dictionary(pyarrow.int8(), pyarrow.string()))
    ids = pyarrow.DictionaryArray.from_arrays(
        pyarrow.array([ord(source) - ord("A") for path in NINE for source in path], pyarrow.int8()),
        ["A", "B", "C"])
    offsets = pyarrow.array([0, *itertools.accumulate(map(len, NINE))], pyarrow.int32())
    lists = pyarrow.ListArray.from_arrays(offsets, ids)
    assert lists.type == dictionary
    yield "dictionary", plain.set_column(0, "path", lists)
    for kind in (pyarrow.large_list(pyarrow.large_string()), pyarrow.list_(pyarrow.string_view())):
        yield str(kind), plain.set_column(0, "path", pyarrow.array(NINE, kind))
    for unit in ("s", "ms", "us", "ns"):
        kind = pyarrow.list_(pyarrow.timestamp(unit, tz="UTC"))
        yield unit, plain.set_column(1, "touched_at", plain["touched_at"].cast(kind))
    dates = pyarrow.array([[t.date() for t in row] for row in times],
                          pyarrow.list_(pyarrow.date32()))
    yield "dates", plain.set_column(1, "touched_at", dates)
    for kind in (pyarrow.int8(), pyarrow.uint8(), pyarrow.int16(), pyarrow.uint32(),
                 pyarrow.uint64()):
        yield str(kind), plain.set_column(2, "conversions", plain["conversions"].cast(kind))
    chunks = [plain.slice(0, 2), plain.slice(2, 0), plain.slice(2, 5), plain.slice(7)]
    yield "chunks", pyarrow.concat_tables(chunks)
    yield "reversed", plain.take(list(reversed(range(9))))
    yield "other columns first", plain.select(list(reversed(plain.column_names)))
    frame = polars.DataFrame(data)
    yield "polars", frame
    yield "polars categories", frame.with_columns(
        polars.col("path").cast(polars.List(polars.Categorical)))
    yield "polars slices", polars.concat([frame[:4], frame[4:]], rechunk=False)
    yield "pandas", pandas.DataFrame(data)


ALL_TABLES = dict(tables())


@pytest.mark.parametrize("kind", ALL_TABLES)
def test_every_table_is_read_alike(kind):
    for of_value in (False, True):
        expected = onward.attribute(ALL_TABLES["pyarrow"], of_value=of_value, half_life_days=2)
        found = onward.attribute(ALL_TABLES[kind], of_value=of_value, half_life_days=2)
        assert found.arrow().equals(expected.arrow())


def test_only_what_speaks_arrow_by_arrays_is_read_too():
    class Array:
        def __arrow_c_array__(self, requested_schema=None):
            return nine().to_batches()[0].__arrow_c_array__(requested_schema)

    linear = onward.attribute(Array(), models=["linear"]).arrow()["linear"]
    assert linear.to_pylist() == [10.5, 9, 7.5]
    for other in ({"path": NINE}, None, 3, [1]):
        with pytest.raises(TypeError, match="expected a table"):
            onward.attribute(other)


def test_long_names_and_sliced_lists():
    names = ["a dentist with quite a long name", "a", "", "Müller & Söhne, Kieferorthopädie"]
    rows = [[names[i % 4], names[(i + 1) % 4]] for i in range(40)]
    for kind in (pyarrow.string(), pyarrow.large_string(), pyarrow.string_view()):
        table = pyarrow.table({"path": pyarrow.array(rows, pyarrow.list_(kind)),
                               "conversions": [1] * 40})
        cut = table.slice(7, 20)
        again = pyarrow.table({"path": rows[7:27], "conversions": [1] * 20})
        assert onward.attribute(cut).arrow().equals(onward.attribute(again).arrow())


def test_direct_sources_and_half_lives():
    table = pyarrow.table({"path": [["dentist", "walk_in"]], "conversions": [1],
                           "touched_at": [[START, START + DAY]]})
    credit = onward.attribute(table, direct=["walk_in", "nobody"], half_life_days=0.5)
    assert by_source(credit, "last_touch")["walk_in"] == 1
    assert by_source(credit, "last_non_direct_touch")["dentist"] == 1
    assert by_source(credit, "time_decay") == {
        "dentist": decimal.Decimal("0.2"), "walk_in": decimal.Decimal("0.8")}


@pytest.mark.parametrize("direct, path", [("walk_in", "/direct"), (["walk_in", 1], "/direct/1")])
def test_direct_sources_are_a_list_of_names(direct, path):
    assert [at for at, _ in refusal(nine(), direct=direct)] == [path]


def test_value_is_shared_in_whole_units():
    credit = onward.attribute(nine(value=[100] * 9), models=["linear", "markov_1"], of_value=True)
    assert credit.arrow().schema.field("linear").type == pyarrow.int64()
    assert credit.value == 900 and credit.conversions == 27
    assert credit.df()["linear"].sum() == credit.df()["markov_1"].sum() == 900
    assert refusal(nine(), of_value=True) == [("/value", "is missing, and is to be shared")]


def test_what_cannot_be_computed_is_named():
    many = pyarrow.table({"path": [[f"s{i}"] for i in range(21)], "conversions": [1] * 21})
    credit = onward.attribute(many)
    assert credit.omitted == {"shapley_rates": "too_many_sources"}
    assert "shapley_rates" not in credit.columns
    nobody = onward.attribute(pyarrow.table({"path": [["A"]], "conversions": [0]}))
    assert set(nobody.omitted) == set(MODELS) and nobody.columns == ["source"]
    assert nobody.arrow()["source"].to_pylist() == ["A"]
    empty = pyarrow.table({"path": pyarrow.array([], pyarrow.list_(pyarrow.string())),
                           "conversions": pyarrow.array([], pyarrow.int64())})
    assert len(onward.attribute(empty)) == 0


def test_what_is_wrong_is_named_by_column_and_row():
    lists = [["A"], ["B"], ["C"]]
    ones = [1, 1, 1]
    times = [[START]] * 3

    def wrong(**columns):
        return refusal(pyarrow.table({"path": lists, "conversions": ones, **columns}))

    assert wrong(path=[["A"], None, ["C"]]) == [("/path/1", "is null")]
    assert wrong(path=[["A"], ["B", None], ["C"]]) == [("/path/1/1", "is null")]
    assert wrong(path=[["A"], [], ["C"]])[0][0] == "/path/1"
    assert wrong(path=["A", "B", "C"]) == [
        ("/path", "expected lists of text, or of text in a dictionary")]
    assert wrong(path=[[1], [2], [3]])[0][0] == "/path"
    assert wrong(conversions=[1, None, None]) == [
        ("/conversions/1", "is null"), ("/conversions/2", "is null")]
    assert wrong(conversions=[1, 1, -1]) == [
        ("/conversions/2", "is below 0, or beyond the greatest number")]
    assert wrong(conversions=[1.0, 2.0, 3.0]) == [("/conversions", "expected whole numbers")]
    assert wrong(conversions=["1", "2", "3"])[0][0] == "/conversions"
    assert wrong(conversions=pyarrow.array([1, 2**63, 3], pyarrow.uint64()))[0][0] == (
        "/conversions/1")
    assert wrong(nulls=[0, -5, 0])[0][0] == "/nulls/1"
    assert wrong(nulls=pyarrow.nulls(3))[0][0] == "/nulls"
    assert wrong(value=[0, None, 0]) == [("/value/1", "is null")]
    assert wrong(touched_at=[[START], None, [START]]) == [("/touched_at/1", "is null")]
    assert wrong(touched_at=[[START], [START, START], [START]]) == [
        ("/touched_at/1", "has 2 times for 1 touches")]
    assert wrong(touched_at=[[1]] * 3)[0][0] == "/touched_at"
    assert wrong(touched_at=pyarrow.array([[START], [None], [START]])) == [
        ("/touched_at/1/0", "is null")]
    assert wrong(source=ones) == [("/source", "is not known here")]
    falling = pyarrow.table({"path": [["A"], ["A", "B"]], "conversions": [1, 1],
                             "touched_at": [[START], [START, START - DAY / 86_400 / 2]]})
    assert refusal(falling) == [("/touched_at/1/1", "is earlier than the touch before it")]
    assert refusal(pyarrow.table({"conversions": ones})) == [("/path", "is missing")]
    assert refusal(pyarrow.table({"path": lists})) == [("/conversions", "is missing")]
    twice = pyarrow.table([lists, ones, ones], names=["path", "conversions", "conversions"])
    assert refusal(twice) == [("/conversions", "is there twice")]
    assert times


def test_rows_are_counted_across_chunks():
    good = pyarrow.table({"path": [["A"]] * 5, "conversions": [1] * 5})
    bad = pyarrow.table({"path": [["A"], ["B"]], "conversions": [1, -1]})
    assert refusal(pyarrow.concat_tables([good, bad]))[0][0] == "/conversions/6"


def test_a_table_that_is_all_wrong_is_not_listed_in_full():
    table = pyarrow.table({"path": [["A"]] * 1000, "conversions": [-1] * 1000})
    assert len(refusal(table)) == 20


def test_options_are_read_strictly():
    assert refusal(nine(), models=["last"])[0][0] == "/models/0"
    assert refusal(nine(), models=["linear", "linear"]) == [("/models/1", "is there twice")]
    for half_life in (0, -1, 1e9, float("inf")):
        with pytest.raises((onward.Refused, ValueError)):
            onward.attribute(nine(), half_life_days=half_life)


def test_totals_that_do_not_fit_are_refused():
    huge = pyarrow.table({"path": [["A"]] * 2, "conversions": [2**62, 2**62]})
    assert refusal(huge)[0][0] == "/conversions"
    assert "totals_too_large" in refusal(huge)[0][1]
    worth = pyarrow.table({"path": [["A"]] * 2, "conversions": [1, 1], "value": [2**62, 2**61]})
    assert refusal(worth, of_value=True)[0][0] == "/value"


def test_value_without_a_conversion_is_refused():
    table = pyarrow.table({"path": [["A"], ["B"]], "conversions": [1, 0], "value": [5, 7]})
    assert refusal(table, of_value=True) == [("/value/1", "value_without_conversion at 1")]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_rows_decides_nothing(seed):
    chance = random.Random(seed)
    sources = ["dentist", "friend", "radio", "walk_in", "tv"]
    rows = [[chance.choice(sources) for _ in range(chance.randint(1, 5))] for _ in range(60)]
    table = pyarrow.table({
        "path": rows,
        "conversions": [chance.randint(0, 3) for _ in rows],
        "nulls": [chance.randint(0, 3) for _ in rows]})
    shuffled = table.take(chance.sample(range(60), 60))
    assert onward.attribute(table).arrow().equals(onward.attribute(shuffled).arrow())
    for model in MODELS:
        assert sum(by_source(onward.attribute(table), model).values()) == (
            sum(table["conversions"].to_pylist()))


def test_linear_credit_is_what_one_would_count():
    chance = random.Random(9)
    rows = [[chance.choice("ABCD") for _ in range(chance.choice([1, 2, 4, 5]))] for _ in range(200)]
    found = by_source(onward.attribute(
        pyarrow.table({"path": rows, "conversions": [1] * 200}), models=["linear"]), "linear")
    for source in "ABCD":
        expected = sum(decimal.Decimal(path.count(source)) / len(path) for path in rows)
        assert abs(found[source] - expected) < decimal.Decimal("0.000002")
