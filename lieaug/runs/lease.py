"""The right to write a run's folder: one attempt at a time has it, and whoever has lost it stops."""

import os
from pathlib import Path

from pydantic import ValidationError

from lieaug.errors import RunStateError
from lieaug.runs.atomic import drop_half_line, write_atomic
from lieaug.runs.folder import RunFolder
from lieaug.runs.liveness import is_alive, is_elsewhere, process_created, this_host
from lieaug.schema import RunStatus
from lieaug.schema.base import Frozen


class StaleAttemptError(RunStateError):
    """A newer attempt writes this run's folder; this one must leave it alone."""


class Lease(Frozen):
    attempt: int
    pid: int
    host: str


def take_lease(folder: RunFolder) -> tuple[Lease, RunStatus]:
    """Makes this process the only writer of a run, as a new attempt; tidies up after a killed one.

    Raises:
        RunStateError: The run is finished, or another process works on it.
    """
    with folder.lock():
        status = folder.written_status()
        _refuse_if_taken(folder, status)
        last = read_lease(folder.path)
        attempt = max(status.attempt, last.attempt if last else 0) + 1
        lease = Lease(attempt=attempt, pid=os.getpid(), host=this_host())
        write_atomic(folder.path / "lease.json", lease.model_dump_json().encode(), durable=True)
        for leftover in folder.path.rglob(".*.tmp"):
            leftover.unlink(missing_ok=True)
        for name in ("metrics.jsonl", "log.txt"):
            drop_half_line(folder.path / name)
        return lease, status.model_copy(
            update={
                "attempt": attempt,
                "pid": lease.pid,
                "process_created": process_created(lease.pid),
                "host": lease.host,
                "message": None,
                "eta_seconds": None,
            }
        )


def read_lease(folder: Path) -> Lease | None:
    try:
        return Lease.model_validate_json((folder / "lease.json").read_bytes())
    except (OSError, ValidationError):
        return None


def _refuse_if_taken(folder: RunFolder, status: RunStatus) -> None:
    if status.state == "finished":
        raise RunStateError(f"expected a run that is not finished, got {folder.id}; start a new one")
    if not status.is_active or status.pid in (None, os.getpid()):
        return
    taken = folder.observed(status).is_active if is_elsewhere(status) else is_alive(status.pid, status.process_created)
    if taken:
        raise RunStateError(
            f"expected a run that nobody works on, got {folder.id}, which process {status.pid} on {status.host} "
            "works on; cancel it first"
        )
