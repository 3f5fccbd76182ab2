"""A progress bar for long work, where tqdm is installed and somebody is looking."""

import sys
import threading


class Bar(threading.local):
    """A bar for each thread, since the calls of several sessions run side by side.

    One that cannot be drawn is left away: it must not break the work that it tells of.
    """

    def __init__(self, tqdm):
        self._tqdm, self._what, self._bar = tqdm, None, None

    def __call__(self, what, done, total):
        try:
            if what != self._what:
                self.close()
                self._what, self._bar = what, self._tqdm(desc=what, leave=False)
            if self._bar is not None:
                self._bar.total = total or None
                self._bar.update(done - self._bar.n)
        except Exception:
            self._bar = None

    def close(self):
        bar, self._what, self._bar = self._bar, None, None
        try:
            if bar is not None:
                bar.close()
        except Exception:
            return


def automatic():
    """A bar, or None without a terminal or without tqdm."""
    if sys.stderr is None or not sys.stderr.isatty():
        return None
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return None
    return Bar(tqdm)
