"""Slots that the supervisors of several homes share, so that many private users start no more runs than one would."""

from pathlib import Path

from lieaug.runs.lock import FileLock


class SharedSlots:
    """So many locks in a folder; a slot is taken by holding one, and free again when its holder ends or dies.

    Args:
        folder: Where the locks are.
        count: How many there are.
    """

    def __init__(self, folder: Path, count: int) -> None:
        folder.mkdir(exist_ok=True)
        self._locks = [FileLock(folder / f"{index}.lock") for index in range(count)]
        self._held: dict[str, FileLock] = {}

    def take(self, run_id: str) -> bool:
        """Takes a slot for a run, if one is free."""
        if run_id in self._held:
            return True
        for lock in self._locks:
            if lock not in self._held.values() and lock.try_acquire():
                self._held[run_id] = lock
                return True
        return False

    def keep_only(self, run_ids: "set[str]") -> None:
        """Gives back the slots of all other runs."""
        for run_id in self._held.keys() - run_ids:
            self._held.pop(run_id).release()
