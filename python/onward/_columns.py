"""Attribution over columns, without a store."""

from . import _onward
from ._answers import encode
from ._engine import _answer


class Credit:
    """Who is credited with conversions: a table with a row for each source, by name.

    `source` is text. Each model that was asked for has a column of its name: conversions as
    decimals with six digits, or whole units of value; each sums to the total to the last digit. It
    is read by everything that reads Arrow: ``pyarrow.table(credit)``, ``polars.DataFrame(credit)``.

    Attributes
    ----------
    columns : list of str
        The names of the columns.
    omitted : dict
        Models that could not be computed, and why.
    paths, touches : int
        How many were read.
    conversions, value : int
        What the columns sum to.
    """

    def __init__(self, columns, told):
        self._columns = columns
        self.columns = columns.names()
        self.omitted = {one["model"]: one["because"] for one in told["omitted"]}
        self.paths, self.touches = told["paths"], told["touches"]
        self.conversions, self.value = told["conversions"], told["value"]

    def __len__(self):
        return len(self._columns)

    def __repr__(self):
        return f"<Credit: {len(self)} sources, {', '.join(self.columns[1:])}>"

    def __arrow_c_array__(self, requested_schema=None):
        return self._columns.array()

    def __arrow_c_stream__(self, requested_schema=None):
        return self._columns.stream()

    def arrow(self):
        """As a `pyarrow.Table`."""
        import pyarrow

        return pyarrow.table(self)

    def pl(self):
        """As a `polars.DataFrame`."""
        import polars

        return polars.DataFrame(self)

    def df(self):
        """As a `pandas.DataFrame`, by pyarrow."""
        return self.arrow().to_pandas()


def attribute(table, *, models=None, direct=None, half_life_days=None, of_value=False):
    """Shares credit for conversions among the sources of paths that led to them.

    Parameters
    ----------
    table : table of pyarrow, polars or pandas, or whatever else speaks Arrow
        A row for each path, and these columns: ``path``, the sources of its touches, earliest
        first, as lists of text or of categories; ``conversions``, how often it led to one. May be
        left out: ``touched_at``, lists of timestamps or dates, without which all touches are at
        once; ``nulls``, how often it led to none; ``value``, what its conversions are worth, in
        the smallest unit of one currency. Numbers are whole, and no cell is null.
    models : list of str, optional
        Of ``first_touch``, ``last_touch``, ``last_non_direct_touch``, ``linear``,
        ``position_based``, ``time_decay``, ``markov_1``, ``markov_2``, ``markov_3``,
        ``shapley_sets``, ``shapley_rates``; all of them by default.
    direct : list of str, optional
        Sources of those who came by themselves: ``last_non_direct_touch`` passes them.
    half_life_days : float, optional
        Half-life of ``time_decay``; 30 by default.
    of_value : bool, optional
        Shares the value instead of the number of conversions.

    Returns
    -------
    Credit
        With the order of rows in the table having no influence.

    Raises
    ------
    Refused
        With ``problems`` that name column, row and touch, for example ``/path/3/0``.

    Examples
    --------
    >>> import pyarrow
    >>> paths = pyarrow.table({"path": [["dentist"], ["radio", "dentist"]], "conversions": [1, 2]})
    >>> credit = attribute(paths, models=["first_touch", "linear"])
    >>> credit.arrow().to_pylist()[0]
    {'source': 'dentist', 'first_touch': Decimal('1.000000'), 'linear': Decimal('2.000000')}
    """
    options = {"models": models, "direct": direct, "half_life_days": half_life_days,
               "of_value": of_value}
    given = {name: list(value) if name in ("models", "direct") and not isinstance(value, str)
             else value for name, value in options.items() if value is not None}
    told, columns = _onward.attribute(table, encode(given))
    return Credit(columns, _answer(*told))
