"""Steps that somebody asks of a run that waits: done one after another, and withdrawn when done."""

from lieaug.runs.folder import RunFolder


class ByHand:
    """What the worker still has to do of the requests that it has taken up."""

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self._taken: list[str] = []
        self._left = 0

    @property
    def stepping(self) -> bool:
        return self._left > 0

    def begin(self) -> bool:
        """Takes up everything that is asked for now; returns whether there is anything."""
        requests = self._folder.requested_steps()
        self._taken, self._left = list(requests), sum(requests.values())
        return self.stepping

    def next(self) -> bool:
        """Counts a step that was done; returns whether another one follows."""
        self._left = max(self._left - 1, 0)
        return self.stepping

    def settle(self) -> None:
        """Withdraws what was asked for, once it is done and written."""
        if self._taken and not self.stepping:
            self._folder.withdraw_steps(self._taken)
            self._taken = []

    def drop(self) -> bool:
        """Withdraws whatever is asked for, as the run goes on by itself; returns whether it was in the midst of it."""
        was, self._left = self.stepping, 0
        self._folder.withdraw_steps(self._folder.requested_steps())
        return was
