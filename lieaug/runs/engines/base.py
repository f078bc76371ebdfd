"""What an engine does: it starts `execute` for a run somewhere, and starts it again where its machine was lost.

Nothing else: status, cancel, pause and results go through the run's folder on a disk that all machines share.
"""

import os
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Protocol, runtime_checkable

from lieaug.errors import ConfigError
from lieaug.runs.folder import RunFolder
from lieaug.runs.home import Home

VARIABLE = "LIEAUG_ENGINE"
LOCAL = "local"
_MODULES: Mapping[str, str] = {"dask": "lieaug.runs.engines.dask", "slurm": "lieaug.runs.engines.slurm"}


@runtime_checkable
class Engine(Protocol):
    """Places runs; knows nothing about what they do."""

    def place(self, home: Home, folder: RunFolder) -> None:
        """Hands a queued run over; returns at once. Handing it over again does no harm.

        Raises:
            EngineError: The engine cannot be reached, or its package is not installed.
        """
        ...


class LocalEngine:
    """The supervisor of this machine finds queued runs by itself."""

    def __init__(self, start_supervisor: Callable[[Home], None]) -> None:
        self._start = start_supervisor

    def place(self, home: Home, folder: RunFolder) -> None:
        self._start(home)


def requested_engine() -> str:
    """What new runs are placed by: LIEAUG_ENGINE ("dask://host:8786", "slurm://partition"), else this machine."""
    return os.environ.get(VARIABLE, "").strip() or LOCAL


def engine_named(address: str, start_supervisor: Callable[[Home], None]) -> Engine:
    """The engine of an address; its package is imported only here.

    Raises:
        ConfigError: No engine has such an address.
        EngineError: Its package is not installed.
    """
    if address == LOCAL:
        return LocalEngine(start_supervisor)
    scheme, separator, place = address.partition("://")
    if not separator or scheme not in _MODULES or not place:
        raise ConfigError(
            f"expected {VARIABLE} to be local, dask://HOST:PORT or slurm://PARTITION, got {address!r}; correct it and "
            "start again"
        )
    return import_module(_MODULES[scheme]).engine(place)
