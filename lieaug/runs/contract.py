"""What a run needs from the pipeline that it drives, and nothing more.

Stated here as protocols, so that everything about runs but the worker's last step stays free of torch.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol, runtime_checkable

from jaxtyping import Float
from numpy import ndarray

from lieaug.schema import Discovery, DiscoveryConfig, Evidence, Gallery, MethodResult, StepTrace


@runtime_checkable
class Snapshot(Protocol):
    """A frozen view of the training at one step, over all stages; detached copies, NumPy only."""

    @property
    def stage(self) -> str: ...
    @property
    def step(self) -> int: ...
    @property
    def total(self) -> int: ...
    @property
    def terms(self) -> Mapping[str, Float[ndarray, " seeds"]]: ...
    @property
    def basis(self) -> Float[ndarray, "seeds k n n"] | None: ...
    @property
    def extents(self) -> Float[ndarray, "seeds k"] | None: ...
    @property
    def spectrum(self) -> Float[ndarray, "seeds d"] | None: ...
    @property
    def result(self) -> Discovery | MethodResult | None: ...
    @property
    def evidence(self) -> Evidence | None: ...
    @property
    def gallery(self) -> Gallery | None: ...
    @property
    def trace(self) -> StepTrace | None: ...


@runtime_checkable
class Pipeline(Protocol):
    """A deterministic iteration of snapshots that can be put down at any of them and taken up again.

    Attributes:
        stepping: Whether every single step gives a snapshot, with a trace; set between two snapshots. Numbers do not
            depend on it.
    """

    stepping: bool

    def __iter__(self) -> Iterator[Any]: ...

    @property
    def batch(self) -> int:
        """Examples a step, which a worker halves where memory does not suffice."""
        ...

    def state(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Tensors and plain values from which `restore` continues; valid between two snapshots."""
        ...

    def restore(self, tensors: dict[str, Any], scalars: dict[str, Any]) -> None: ...


PipelineFactory = Callable[[DiscoveryConfig], Pipeline]
Observer = Callable[[Snapshot], None]
