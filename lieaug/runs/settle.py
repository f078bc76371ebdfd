"""The last word about a run, written on behalf of a worker that cannot say it any more."""

import logging

from lieaug.errors import RunStateError
from lieaug.runs.folder import RunFolder
from lieaug.runs.liveness import LOST_MESSAGE
from lieaug.schema import ACTIVE_STATES, RunState

EXIT_NOT_WRITTEN = 74  # of a worker whose folder took not even its last word (EX_IOERR)
log = logging.getLogger(__name__)


def settle(folder: RunFolder, state: RunState, message: str) -> None:
    """Writes how a run ended, unless it has said so itself meanwhile."""
    try:
        folder.transition({*ACTIVE_STATES, "lost"}, state=state, message=message, eta_seconds=None)
        log.info("%s: %s (%s)", folder.id, state, message)
    except RunStateError:
        log.info("%s has settled by itself", folder.id)


def verdict_on(code: int, folder: RunFolder) -> tuple[RunState, str]:
    """What to say of a worker that ended without a last word of its own, from its exit code."""
    go_on = "resume continues from the last checkpoint"
    if code == EXIT_NOT_WRITTEN:
        return (
            "failed",
            f"expected room for the run folder, got a disk that takes nothing more; free some space, then {go_on}",
        )
    if code < 0:
        return "lost", f"the process was ended by signal {-code}, perhaps for lack of memory; {go_on}"
    lines = folder.log_tail(50).splitlines()
    if code > 0 and "Traceback (most recent call last):" in lines:
        return "failed", f"expected the worker to start, got {lines[-1].strip()}; correct this, then {go_on}"
    return "lost", LOST_MESSAGE
