"""What a call can end in, other than an answer."""


class Error(Exception):
    """Whatever the engine raises."""


class Refused(Error):
    """The engine said no, and wrote nothing; what ``system.tick`` had done before stays done.

    Attributes
    ----------
    reason : str
        Why, as a stable code, for example ``"phase_forbids"``; docs/reasons.md lists them.
    path : str
        JSON pointer to the member of the request that is meant; empty for all of it.
    text : str
        Why, for a caseworker.
    message : str
        Why, for a developer's log; without personal data. It may change.
    facts : dict
        What the reason depends on, for example ``{"limit": 12}``.
    problems : list of dict
        Every problem of the request's shape, each with ``path`` and ``message``.
    """

    def __init__(self, reason, path="", text="", message="", facts=None, problems=None):
        super().__init__(reason, path, text, message, facts or {}, problems or [])
        self.reason, self.path, self.text, self.message = reason, path, text, message
        self.facts, self.problems = facts or {}, problems or []

    def __str__(self):
        where = f" at {self.path}" if self.path else ""
        return f"{self.reason}{where}: {self.text} ({self.message})"


class Broken(Error):
    """The disk, a callback or the engine itself is broken; nothing was written.

    What ``system.tick`` had done before stays done.
    """


class CommitUnknown(Broken):
    """It may have been written or not. Open the store again, and repeat with the same key."""


class Cancelled(Error):
    """The host cancelled long work; slices that were done before stay done."""
