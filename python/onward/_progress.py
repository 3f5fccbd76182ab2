"""A progress bar for long work, where tqdm is installed and somebody is looking."""

import sys


class Bar:
    def __init__(self, tqdm):
        self._tqdm, self._what, self._bar = tqdm, None, None

    def __call__(self, what, done, total):
        if what != self._what:
            self.close()
            self._what, self._bar = what, self._tqdm(desc=what, leave=False)
        self._bar.total = total or None
        self._bar.update(done - self._bar.n)

    def close(self):
        if self._bar is not None:
            self._bar.close()
        self._what = self._bar = None


def automatic():
    """A bar, or None without a terminal or without tqdm."""
    if sys.stderr is None or not sys.stderr.isatty():
        return None
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return None
    return Bar(tqdm)
