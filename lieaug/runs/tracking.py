"""Trackers of runs in the background: their words stand in a file of the run, and its worker makes them.

What goes wrong in a tracker, a server that is gone say, ends the tracker and never the run.
"""

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

from lieaug.errors import StoreError
from lieaug.runs.atomic import write_atomic
from lieaug.runs.contract import Snapshot
from lieaug.runs.folder import RunFolder

VARIABLE = "LIEAUG_TRACK"
TRACK_FILE = "track.json"


def requested_trackers() -> tuple[str, ...]:
    """What new runs in the background are logged to: LIEAUG_TRACK, words as of --track with spaces between."""
    return tuple(os.environ.get(VARIABLE, "").split())


def keep_trackers(folder: RunFolder, words: Sequence[str]) -> None:
    """Has a run logged from its next attempt on; places on this machine no longer depend on the working folder."""
    whole = [_of_its_own(word, folder.id) for word in words]
    write_atomic(folder.path / TRACK_FILE, json.dumps(whole).encode())


def _of_its_own(word: str, run_id: str) -> str:
    """TensorBoard tells runs apart by their folders."""
    kind, _, place = word.partition(":")
    return f"{kind}:{os.path.abspath(place)}/{run_id}" if kind == "tensorboard" and place else word


class Tracking:
    """An observer that hands snapshots on to the trackers of a run, as long as these take them."""

    def __init__(self, folder: RunFolder) -> None:
        self._folder = folder
        self._trackers: list[Any] | None = None

    def __call__(self, snapshot: Snapshot) -> None:
        if self._trackers is None:  # not before: their packages take long to import, and the run may be another's
            self._trackers = []
            for word in self._words():
                self._guarded(word, lambda word=word, made=self._trackers: made.append(_tracker_of(word)))
        for tracker in tuple(self._trackers):
            if not self._guarded(type(tracker).__name__, lambda tracker=tracker: tracker(snapshot)):
                self._trackers.remove(tracker)

    def close(self) -> None:
        for tracker in self._trackers or ():
            self._guarded(type(tracker).__name__, tracker.close)

    def _words(self) -> list[str]:
        try:
            return json.loads((self._folder.path / TRACK_FILE).read_bytes())
        except (OSError, ValueError):  # not asked for, or torn by a power cut
            return []

    def _guarded(self, name: str, action: Any) -> bool:
        """Whether a tracker has done something; else the log says why it is given up."""
        try:
            action()
        except Exception as error:  # whatever packages of others raise
            with suppress(StoreError):  # a full disk will say so itself
                self._folder.log(f"{name} is given up as a tracker: {' '.join(str(error).split())[:300]}")
            return False
        return True


def _tracker_of(word: str) -> Any:
    return import_module("lieaug.trackers").tracker_of(word)  # of a higher layer, and only where a run asks for it
