"""The one handle through which pages and the command line start, find and steer runs. Free of torch."""

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path

from lieaug.errors import ConfigError, EngineError, QueueFullError, RunNotFoundError, RunStateError
from lieaug.runs.atomic import store_error
from lieaug.runs.datasets import adopt_file
from lieaug.runs.engines import LOCAL, Engine, engine_named, requested_engine
from lieaug.runs.folder import RunFolder
from lieaug.runs.home import prepare_home
from lieaug.runs.index import RunIndex
from lieaug.runs.limits import read_limits
from lieaug.runs.start import ensure_supervisor
from lieaug.runs.summary import RunSummary
from lieaug.runs.tracking import TRACK_FILE, keep_trackers, requested_trackers
from lieaug.schema import ACTIVE_STATES, METHOD_CARDS, RESUMABLE_STATES, DiscoveryConfig, RunStatus
from lieaug.tasks import Table

MOST_STEPS = 1000
"""That one request may ask of a paused run, which takes no slot for them."""


PRIVATE = ("control", TRACK_FILE)
"""Of a run's folder, what no archive takes along; an address of a tracker may hold a password."""


class RunStore:
    """All runs below one home folder. Ids may be shortened to "latest" for the newest run.

    Args:
        path: The home folder; default: LIEAUG_HOME, else the platform's user data folder.

    Raises:
        StoreError: The home folder cannot be created or written.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.home = prepare_home(path)
        self._index = RunIndex(self.home)

    def submit(
        self,
        config: DiscoveryConfig,
        *,
        title: str | None = None,
        priority: int = 0,
        run_id: str | None = None,
        paused: bool = False,
        track: Sequence[str] | None = None,
    ) -> str:
        """Queues a run in the background and makes sure that somebody will start it; returns its id.

        Args:
            config: What to do.
            title: How people call it.
            priority: Of queued runs those with the highest start first.
            run_id: An id of `new_run_id` that was promised to somebody; default: a new one.
            track: Where the run is logged too, as `--track` says it; default: what LIEAUG_TRACK says.
            paused: Whether it waits before the first step of joint training, to be stepped by hand (see `step`).

        Raises:
            EngineError: The engine that LIEAUG_ENGINE names cannot be reached; the run is kept, and can be resumed.
            QueueFullError: As many runs wait as the home folder's limits allow.
        """
        self._refuse_if_full()
        engine = requested_engine()
        placing = engine_named(engine, ensure_supervisor)  # before anything is written
        folder = self.create(config, title=title, status=RunStatus(priority=priority), engine=engine, run_id=run_id)
        if paused:
            folder.request("pause", stage="joint training")
        words = requested_trackers() if track is None else track
        if words and config.method == "ours":
            keep_trackers(folder, words)
        self._place(placing, folder)
        return folder.id

    def create(
        self,
        config: DiscoveryConfig,
        *,
        title: str | None = None,
        status: RunStatus | None = None,
        engine: str = LOCAL,
        run_id: str | None = None,
    ) -> RunFolder:
        """Makes the folder of a run, by default a queued one; starts nothing.

        Raises:
            DataError: The user's file cannot be read.
            StoreError: The home folder cannot be written.
        """
        name = title or (config.task.path.name if isinstance(config.task, Table) else config.task.title)
        if config.method != "ours":
            name = f"{name}, by {METHOD_CARDS[config.method].title}"
        config = adopt_file(self.home, config)
        folder = RunFolder.create(
            self.home.runs, config, title=name, status=status or RunStatus(), engine=engine, run_id=run_id
        )
        self._index.refresh(folder.id)
        return folder

    def list(self) -> list[RunSummary]:
        """All runs, newest first."""
        self._index.sync()
        return self._index.summaries()

    def open(self, run_id: str) -> RunFolder:
        """A handle on one run.

        Raises:
            RunNotFoundError: There is no such run.
        """
        if run_id == "latest":
            run_id = self._latest()
        return RunFolder(_existing(self.home.runs, run_id))

    def cancel(self, run_id: str) -> None:
        """Ends a run: at once if it is queued, else within two seconds; what it has reached is kept.

        Raises:
            RunStateError: It is over already.
        """
        folder = self.open(run_id)
        status = folder.status()
        if status.state == "queued":
            try:
                folder.transition({"queued"}, state="cancelled", message="cancelled before it started")
            except RunStateError:
                status = folder.status()  # started in this very moment
            else:
                self._index.refresh(folder.id)
                return
        if not status.is_active:
            raise RunStateError(f"expected a run that is queued or at work, got {folder.id}, which is {status.state}")
        folder.request("cancel")
        if folder.meta().engine == LOCAL:
            ensure_supervisor(self.home)  # which ends the process if it does not react; engines do so themselves

    def pause(self, run_id: str) -> None:
        """Lets a run wait, keeping its place in memory, until `unpause`.

        Raises:
            RunStateError: It is not at work.
        """
        folder = self.open(run_id)
        state = folder.status().state
        if state not in ACTIVE_STATES:
            raise RunStateError(f"expected a run at work, got {folder.id}, which is {state}; only such a run can pause")
        folder.request("pause")

    def step(self, run_id: str, count: int = 1) -> None:
        """Lets a paused run do some steps and wait again; each of joint training leaves a trace (`RunFolder.trace`).

        Several requests add up. A run that is stepped by hand ends with the same numbers as any other.

        Raises:
            RunStateError: It is not paused.
            ConfigError: Fewer steps than one, or more than `MOST_STEPS`.
        """
        folder = self.open(run_id)
        state = folder.status().state
        if not 1 <= count <= MOST_STEPS:
            raise ConfigError(f"expected 1 to {MOST_STEPS} steps, got {count}; for more, let the run go on by itself")
        if state != "paused" or not folder.is_requested("pause"):
            state = "about to go on" if state == "paused" else state
            raise RunStateError(f"expected a paused run, got {folder.id}, which is {state}; pause it first")
        folder.request_steps(count)

    def unpause(self, run_id: str) -> None:
        """Lets a paused run go on; nothing changes if it is not paused."""
        self.open(run_id).withdraw("pause")

    def resume(self, run_id: str) -> None:
        """Queues a cancelled, failed or lost run again; it continues from its last checkpoint.

        A run that waits for an engine is handed over once more, should the engine have forgotten it.

        Raises:
            RunStateError: It is finished, or still at work.
            EngineError: Its engine cannot be reached.
        """
        folder = self.open(run_id)
        state = folder.status().state
        engine = folder.meta().engine
        if state == "queued" and engine != LOCAL:
            engine_named(engine, ensure_supervisor).place(self.home, folder)
            return
        if state not in RESUMABLE_STATES:
            raise RunStateError(
                f"expected a run that was cancelled, failed or lost, got {folder.id}, which is {state}; "
                + ("start a new one" if state == "finished" else "it needs no resuming")
            )
        folder.withdraw("cancel")
        folder.withdraw("pause")
        folder.withdraw_steps(folder.requested_steps())
        folder.transition(RESUMABLE_STATES, state="queued", message=None, eta_seconds=None, pid=None)
        self._index.refresh(folder.id)
        self._place(engine_named(engine, ensure_supervisor), folder)

    def prioritise(self, run_id: str, priority: int) -> None:
        """Lets a queued run start before those with a lower number, or after those with a higher one.

        Raises:
            RunStateError: It does not wait in the queue of this machine.
        """
        folder = self.open(run_id)
        if folder.meta().engine != LOCAL:
            raise RunStateError(
                f"expected a run in this machine's queue, got {folder.id}, which {folder.meta().engine} has"
            )
        folder.transition({"queued"}, priority=priority)
        self._index.refresh(folder.id)

    def _refuse_if_full(self) -> None:
        most = read_limits(self.home).queue_length
        if most is None:
            return
        waiting = sum(run.state == "queued" for run in self.list())
        if waiting >= most:
            raise QueueFullError(
                f"expected fewer than {most} waiting runs, got {waiting}; wait until some have started, or cancel one"
            )

    def _place(self, engine: Engine, folder: RunFolder) -> None:
        try:
            engine.place(self.home, folder)
        except EngineError as error:
            folder.transition({"queued"}, state="failed", message=str(error))
            self._index.refresh(folder.id)
            raise

    def delete(self, run_id: str) -> None:
        """Moves a run to the trash.

        Raises:
            RunStateError: It is at work; cancel it first.
        """
        folder = self.open(run_id)
        if folder.status().state == "queued":
            self.cancel(folder.id)
        with folder.lock():
            status = folder.status()
            if status.is_active:
                raise RunStateError(
                    f"expected a run that is over, got {folder.id}, which is {status.state}; cancel it first"
                )
            self._move(folder.path, self.home.trash / folder.id)

    def restore(self, run_id: str) -> None:
        """Takes a run out of the trash again.

        Raises:
            RunNotFoundError: It is not in the trash.
        """
        self._move(_existing(self.home.trash, run_id), self.home.runs / run_id)

    def export(self, run_id: str) -> bytes:
        """A zip archive of the run's folder, without the user's own data file."""
        folder = self.open(run_id)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.path.rglob("*")):
                inside = path.relative_to(folder.path)
                if path.is_file() and path.name[0] != "." and inside.parts[0] not in PRIVATE:
                    archive.write(path, Path(folder.id) / inside)
        return buffer.getvalue()

    def reindex(self) -> int:
        """Makes the index anew from the folders; returns how many runs there are."""
        return self._index.rebuild()

    def trash(self) -> "list[str]":
        """Ids of the deleted runs that can be restored, newest first."""
        return sorted((path.name for path in self.home.trash.iterdir()), reverse=True)

    def wake(self) -> None:
        """Makes sure that a supervisor is there if there is anything for it to do, after a reboot say."""
        self._index.sync()
        if self._index.queued() or self._index.active():
            ensure_supervisor(self.home)

    def _move(self, source: Path, target: Path) -> None:
        try:
            source.rename(target)
        except OSError as error:
            raise store_error(target, error) from error
        self._index.sync()

    def _latest(self) -> str:
        names = [path.name for path in self.home.runs.iterdir() if not path.name.startswith(".")]
        if not names:
            raise RunNotFoundError("expected a latest run, got none so far; start one with `lieaug discover`")
        last = max(name[:15] for name in names)  # ids tell the second, and several runs may share it
        return max((n for n in names if n[:15] == last), key=lambda n: RunFolder(self.home.runs / n).meta().created)


def _existing(parent: Path, run_id: str) -> Path:
    if not re.fullmatch(r"[\w-]{1,64}", run_id) or not (parent / run_id).is_dir():
        raise RunNotFoundError(f"expected the id of a run, got {run_id[:64]!r}; `lieaug runs list` shows them")
    return parent / run_id
