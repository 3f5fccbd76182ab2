"""Onward: referrals in health and social care that reach their end.

An `Engine` is an open store, a `Session` is somebody at work, and every operation is a verb of the
session. docs/operations.md describes them all, and so does ``help(session.need.send)``.

>>> import onward
>>> engine = onward.Engine(store=":memory:")
>>> made = engine.session().system.create(network="County", organization="Council",
...                                       login="ada", name="Ada Byron")
>>> session = engine.session(staff_id=made.staff.id, organization_id=made.organization.id)
>>> issue = session.issue.create(code="housing", name="Housing")
>>> issue.name, issue["code"]
('Housing', 'housing')

The engine says no with a reason, and with a sentence for the caseworker:

>>> try:
...     session.issue.create(code="housing", name="Homes")
... except onward.Refused as refused:
...     print(refused.reason, refused.path)
name_taken /code
>>> engine.close()
"""

from . import _onward
from ._answers import Record, describe, types
from ._columns import Credit, attribute
from ._engine import Engine, Session
from ._errors import Broken, Cancelled, CommitUnknown, Error, Refused
from ._table import Query, Table

__version__ = _onward.version()
__all__ = [
    "Broken", "Cancelled", "CommitUnknown", "Credit", "Engine", "Error", "Query", "Record",
    "Refused", "Session", "Table", "attribute", "build", "describe",
]


def build():
    """How the library was built, for a bug report."""
    return _onward.build()


def __getattr__(name):
    """The classes of answers are made from the description when one is first named."""
    if not name.startswith("_") and name in types().records:
        return types().records[name]
    raise AttributeError(f"module 'onward' has no attribute {name!r}")
