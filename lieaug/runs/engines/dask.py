"""Runs on a Dask cluster: `pip install "lieaug[dask]"`, then LIEAUG_ENGINE=dask://host:8786.

The scheduler places a run on a worker, and on another one should that be lost. It keeps its tasks when whoever
submitted them goes away. Runs that ask for the device cuda take one unit of the workers' resource GPU.
"""

import time
from typing import Any

from lieaug.errors import EngineError
from lieaug.runs.engines.supervise import supervise
from lieaug.runs.folder import RunFolder
from lieaug.runs.home import Home

PATIENCE_SECONDS = 10
RETRIES = 2  # of a task that failed; a lost worker is the scheduler's own affair


class DaskEngine:
    """Hands runs over to a scheduler.

    Args:
        address: Its host and port.
    """

    def __init__(self, address: str) -> None:
        try:
            import distributed
        except ImportError as error:
            raise EngineError(
                'expected the package distributed for LIEAUG_ENGINE=dask://, got none; `pip install "lieaug[dask]"` '
                "brings it"
            ) from error
        self._dask = distributed
        self._address = f"tcp://{address}"

    def place(self, home: Home, folder: RunFolder) -> None:
        """Hands a run over, and returns once the scheduler knows it."""
        key = task_key(folder)
        try:
            with self._dask.Client(self._address, timeout=PATIENCE_SECONDS, set_as_default=False) as client:
                future = client.submit(
                    supervise, str(folder.path), key=key, pure=False, retries=RETRIES,
                    priority=folder.written_status().priority, resources=_resources(folder),
                )  # fmt: skip
                self._dask.fire_and_forget(future)
                self._wait_until_known(client, key)
        except (OSError, TimeoutError) as error:
            raise EngineError(
                f"expected a Dask scheduler at {self._address}, got no answer; start it with `dask scheduler`, or "
                "unset LIEAUG_ENGINE to run on this machine"
            ) from error

    def _wait_until_known(self, client: Any, key: str) -> None:
        """A client that goes away at once may take its message with it."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not client.run_on_scheduler(_has_heard_of, key=key):
            if time.monotonic() > deadline:
                raise TimeoutError
            time.sleep(0.02)


def task_key(folder: RunFolder) -> str:
    """Names the next attempt at a run: handed over twice it is one task, resumed it is a new one."""
    return f"lieaug-{folder.id}-{folder.written_status().attempt + 1}"


def _has_heard_of(key: str, dask_scheduler: Any = None) -> bool:
    return key in dask_scheduler.tasks or bool(dask_scheduler.story(key))


def _resources(folder: RunFolder) -> dict[str, float] | None:
    return {"GPU": 1} if folder.config().device == "cuda" else None


def engine(place: str) -> DaskEngine:
    return DaskEngine(place)
