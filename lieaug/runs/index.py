"""The list of all runs and their queue, in one SQLite file that may be deleted at any time.

The folders are the truth. Each row remembers from which version of a status.json it was made, so that `sync` reads only
what has changed since. Every operation opens the file anew: a file that was deleted or replaced meanwhile
would otherwise live on, unseen, in this process alone.
"""

import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from lieaug.errors import RunNotFoundError, StoreError
from lieaug.runs.folder import RunFolder
from lieaug.runs.home import Home
from lieaug.runs.liveness import is_elsewhere
from lieaug.runs.lock import FileLock
from lieaug.runs.summary import RunSummary
from lieaug.schema import ACTIVE_STATES, RunStatus

_TABLE = """CREATE TABLE runs (
  id TEXT PRIMARY KEY,
  signature TEXT NOT NULL,  -- of the status.json that the row was made from
  state TEXT NOT NULL,      -- as written there
  engine TEXT NOT NULL,     -- what places it; the queue of this machine is that of local runs
  priority INTEGER NOT NULL,
  since REAL NOT NULL,      -- when that was; the order of the queue
  claimed REAL,             -- when a supervisor took it out of the queue, until the folder says so itself
  status TEXT NOT NULL,
  summary TEXT NOT NULL
)"""
_UPSERT = """
INSERT INTO runs (id, signature, state, engine, priority, since, status, summary) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET
  signature = excluded.signature, state = excluded.state, engine = excluded.engine, priority = excluded.priority,
  since = excluded.since, status = excluded.status, summary = excluded.summary,
  claimed = CASE excluded.state WHEN 'queued' THEN claimed END
"""
_QUEUE = "SELECT id FROM runs WHERE state = 'queued' AND engine = 'local'"
_ACTIVE = ",".join(f"'{state}'" for state in sorted(ACTIVE_STATES))
_LIST = f"SELECT id, signature, CASE WHEN state IN ({_ACTIVE}) THEN status END, summary FROM runs"  # noqa: S608 (our own words)
_ORDER = "ORDER BY priority DESC, since, id"
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}
Result = TypeVar("Result")


class RunIndex:
    """Fast answers about many runs; every answer could be had from the folders alone, slowly."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._read: dict[str, _Read] = {}  # what was parsed for the last list, which most of the next one is

    def sync(self) -> None:
        """Brings the rows up to date with the folders."""
        on_disk = self._signatures()

        def update(connection: sqlite3.Connection) -> None:
            known = dict(connection.execute("SELECT id, signature FROM runs"))
            rows = [self._row(run_id, sign) for run_id, sign in on_disk.items() if known.get(run_id) != sign]
            gone = [(run_id,) for run_id in known.keys() - on_disk.keys()]
            if rows or gone:
                with _transaction(connection):
                    connection.executemany(_UPSERT, rows)
                    connection.executemany("DELETE FROM runs WHERE id = ?", gone)

        self._run(update)

    def refresh(self, run_id: str) -> None:
        """Brings one row up to date."""
        row = self._row(run_id, _signature(self._home.runs / run_id))
        self._run(lambda connection: connection.execute(_UPSERT, row))

    def claim(self) -> str | None:
        """Takes the run that has waited longest out of the queue, for the caller alone."""

        def take(connection: sqlite3.Connection) -> str | None:
            with _transaction(connection):
                found = connection.execute(f"{_QUEUE} AND claimed IS NULL {_ORDER} LIMIT 1").fetchone()
                if found is None:
                    return None
                connection.execute("UPDATE runs SET claimed = ? WHERE id = ?", (time.time(), found[0]))
                return found[0]

        return self._run(take)

    def release_claims(self) -> None:
        """Puts back what a supervisor claimed and did not start; only for the one that holds the supervisor's lock."""
        self._run(lambda connection: connection.execute("UPDATE runs SET claimed = NULL"))

    def active(self) -> list[str]:
        """Runs that a process of this machine works on, or should; those of an engine are its own affair."""
        query = f"SELECT id FROM runs WHERE state IN ({_ACTIVE}) AND engine = 'local'"  # noqa: S608 (our own words)
        return self._run(lambda connection: [row[0] for row in connection.execute(query)])

    def queued(self) -> list[str]:
        """The queue, next one first."""
        return self._run(lambda connection: [row[0] for row in connection.execute(f"{_QUEUE} {_ORDER}")])

    def summaries(self) -> list[RunSummary]:
        """All runs, newest first."""
        positions = {run_id: position for position, run_id in enumerate(self.queued(), start=1)}
        rows = self._run(lambda connection: connection.execute(_LIST).fetchall())
        known = {row[0] for row in rows if row[0] in self._read and self._read[row[0]].signature == row[1]}
        fresh = _parsed([row for row in rows if row[0] not in known])
        self._read = {row[0]: (fresh.get(row[0]) or self._read[row[0]]).at(positions.get(row[0])) for row in rows}
        runs = self._home.runs
        summaries = [seen.summary if seen.active is None else seen.now(runs) for seen in self._read.values()]
        return sorted(summaries, key=_created, reverse=True)

    def rebuild(self) -> int:
        """Makes the index anew from the folders; returns how many runs it found."""
        with self._lock():
            self._create_anew()
        self.sync()
        return len(self._signatures())

    def _signatures(self) -> dict[str, str]:
        with os.scandir(self._home.runs) as entries:
            return {entry.name: _signature(entry.path) for entry in entries if not entry.name.startswith(".")}

    def _row(self, run_id: str, signature: str) -> tuple[str, str, str, str, int, float, str, str]:
        folder = RunFolder(self._home.runs / run_id)
        status = folder.written_status()
        summary = RunSummary.of(folder, status)
        stored = json.dumps(asdict(summary), default=datetime.isoformat)
        words = status.model_dump_json(by_alias=True)
        return run_id, signature, status.state, summary.engine, status.priority, status.updated, words, stored

    def _run(self, operation: Callable[[sqlite3.Connection], Result]) -> Result:
        try:
            return self._attempt(operation)
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", None) not in _DAMAGED:
                raise self._error(error) from error
        try:
            self._replace_damaged()
            return self._attempt(operation)
        except sqlite3.Error as error:
            raise self._error(error) from error

    def _attempt(self, operation: Callable[[sqlite3.Connection], Result]) -> Result:
        with closing(self._connect()) as connection:
            if _is_usable(connection):
                return operation(connection)
        with self._lock(), closing(self._connect()) as connection:
            _create_table(connection)
        with closing(self._connect()) as connection:
            return operation(connection)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._home.index, timeout=10, isolation_level=None)
        connection.execute("PRAGMA synchronous = OFF")  # a power cut may damage the index: then it is made anew
        return connection

    def _replace_damaged(self) -> None:
        with self._lock():
            try:
                with closing(self._connect()) as connection:
                    sound = _is_usable(connection) and connection.execute("PRAGMA quick_check").fetchone()[0] == "ok"
            except sqlite3.Error:
                sound = False
            if not sound:  # else another process was faster
                self._create_anew()
        self.sync()

    def _create_anew(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._home.index}{suffix}").unlink(missing_ok=True)
        with closing(self._connect()) as connection:
            _create_table(connection)

    def _lock(self) -> FileLock:
        return FileLock(self._home.path / "index.lock")

    def _error(self, error: sqlite3.Error) -> StoreError:
        return StoreError(
            f"expected the index {self._home.index} to be usable, got: {error}; "
            "end other processes that hold it, or delete it: it is rebuilt from the run folders"
        )


def _is_usable(connection: sqlite3.Connection) -> bool:
    """Whether the table is there, as this version makes it."""
    found = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'runs'").fetchone()
    return found is not None and found[0] == _TABLE


def _create_table(connection: sqlite3.Connection) -> None:
    if _is_usable(connection):
        return
    connection.execute("PRAGMA journal_mode = WAL")
    with _transaction(connection):
        connection.execute("DROP TABLE IF EXISTS runs")
        connection.execute(_TABLE)


def _signature(folder: Path | str) -> str:
    """Tells one version of status.json from every other; replacing the file changes it."""
    try:
        stat = os.stat(f"{folder}/status.json")  # a string: ten thousand paths take longer
    except OSError:
        return ""
    return f"{stat.st_mtime_ns}-{stat.st_ino}-{stat.st_size}"


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


@dataclass(frozen=True)
class _Read:
    """A run of the list, as it was parsed.

    Attributes:
        signature: Of the status.json that it was made from.
        summary: As it stood then.
        active: Its status, if a process worked on it then, which may have died since.
    """

    signature: str
    summary: RunSummary
    active: RunStatus | None

    def at(self, position: int | None) -> "_Read":
        """The same with its place in the queue, which changes without it."""
        if self.summary.queue_position == position:
            return self
        return replace(self, summary=replace(self.summary, queue_position=position))

    def now(self, runs: Path) -> RunSummary:
        """How it stands at this moment.

        A network disk may say for a minute that no file has changed; only opening one asks its server. So a heartbeat
        elsewhere is read anew, lest it seem to stand still.
        """
        if self.active is None:
            return self.summary
        folder = RunFolder(runs / self.summary.id)
        try:
            return self.summary.at(folder.status() if is_elsewhere(self.active) else folder.observed(self.active))
        except RunNotFoundError:  # deleted in this very moment
            return self.summary


def _parsed(rows: list[tuple[str, str, str | None, str]]) -> dict[str, _Read]:
    """Rows of `_LIST` by their ids; all in one go, which takes half the time where they are many."""
    read: dict[str, _Read] = {}
    summaries: list[dict[str, Any]] = json.loads(f"[{','.join(row[3] for row in rows)}]")
    for (run_id, signature, active, _), values in zip(rows, summaries, strict=True):
        values["created"] = datetime.fromisoformat(values["created"])
        status = None if active is None else RunStatus.model_validate_json(active)
        read[run_id] = _Read(signature, RunSummary.of_fields(values), status)
    return read


def _created(summary: RunSummary) -> datetime:
    return summary.created
