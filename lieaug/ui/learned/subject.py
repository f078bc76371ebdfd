"""What the sections of the Generators page share: the run's generators as they are to be shown, and what is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures import spans
from lieaug.figures.canvas import is_homogeneous, is_projective, motion_name
from lieaug.figures.flow import Window, window_of
from lieaug.runs.trajectory import Trajectory
from lieaug.schema import Discovery, Evidence, Gallery, GeneratorFinding
from lieaug.ui import session


@dataclass(frozen=True)
class Subject:
    """A finished run's generators.

    Attributes:
        result: Of the run.
        evidence: What its figures show, if that was kept.
        matrices: The generators as they are to be shown, strongest first: as learned, or those that hold projected to
            the nearest closed algebra.
        closed: Whether they are projected.
        held: Places of those that form the algebra.
        series: How they came to be, aligned with them; None if no snapshots were kept.
        gallery: Held-out examples, if the run kept some.
    """

    result: Discovery
    evidence: Evidence | None
    matrices: Float[ndarray, "k n n"]
    closed: bool
    held: tuple[int, ...]
    series: Trajectory | None
    gallery: Gallery | None

    @property
    def found(self) -> Sequence[GeneratorFinding]:
        return self.result.generators

    @property
    def names(self) -> list[str]:
        return [motion_name(rank, finding.name) for rank, finding in enumerate(self.found)]

    @property
    def action(self) -> str:
        return self.result.action

    @property
    def is_affine(self) -> bool:
        return is_homogeneous(self.action)

    @property
    def is_projective(self) -> bool:
        return is_projective(self.action)

    @property
    def is_image(self) -> bool:
        return self.action.startswith("image")

    @property
    def span(self) -> Float[ndarray, "m n n"]:
        """Those that form the algebra, as shown."""
        return self.matrices[list(self.held)]

    @property
    def deviations(self) -> Float[ndarray, "k n n"] | None:
        """The spread of each entry over seeds where training ended (standard deviation); None of a single seed."""
        if self.series is None or self.series.basis.shape[1] < 2 or self.series.basis.shape[2] < len(self.matrices):
            return None
        return self.series.basis[-1].std(axis=0, ddof=1)

    @property
    def window(self) -> Window | None:
        """Points have a place, so their flow is drawn where the example of the orbit is."""
        return window_of(self.action, self.evidence)


def held_places(result: Discovery) -> tuple[int, ...]:
    """Places of the generators that form the algebra that the result speaks of."""
    if result.verdict not in ("present", "approximate"):
        return ()
    return tuple(rank for rank, finding in enumerate(result.generators) if finding.verdict == result.verdict)


def shown_matrices(result: Discovery, *, closed: bool) -> Float[ndarray, "k n n"]:
    """The generators as learned, or those that hold projected to the nearest closed algebra."""
    matrices = np.array([finding.matrix for finding in result.generators], dtype=float)
    algebra, held = result.algebra_found, list(held_places(result))
    if closed and algebra is not None and algebra.closed_basis is not None and held:
        matrices[held] = spans.projected(matrices[held], np.array(algebra.closed_basis))
    return matrices


def chosen_generator(count: int) -> int:
    """The place of the generator that the address names, counting from 1 there; the strongest if it names none."""
    return _number("g", count) or 0


def chosen_direction(count: int) -> int:
    """The same of a direction of the spectrum."""
    return _number("d", count) or 0


def choose_generator(rank: int) -> None:
    """Puts a generator into the address; its cell is another matter."""
    asked = str(rank + 1) if rank else None
    if asked != session.in_address("g"):
        session.take_from_address("cell")
    session.put_in_address(g=asked or "")


def choose_direction(rank: int) -> None:
    session.put_in_address(d=str(rank + 1) if rank else "")


def choose_cell(row: int, column: int) -> None:
    session.put_in_address(cell=f"{row + 1}-{column + 1}")


def chosen_cell(rows: int, columns: int) -> tuple[int, int] | None:
    """The cell that the address names, if the matrix has it."""
    row, _, column = (session.in_address("cell") or "").partition("-")
    if not (row.isdecimal() and column.isdecimal() and 1 <= int(row) <= rows and 1 <= int(column) <= columns):
        return None
    return int(row) - 1, int(column) - 1


def chosen_step() -> int | None:
    """The step of the training that the address names; None is the end."""
    asked = session.in_address("step") or ""
    return int(asked) if asked.isdecimal() else None


def choose_step(step: int | None) -> None:
    session.put_in_address(step="" if step is None else str(step))


def _number(name: str, count: int) -> int | None:
    """A number from 1 that the address holds, as one from 0; None if there is none, or none that fits."""
    asked = session.in_address(name) or ""
    return int(asked) - 1 if asked.isdecimal() and 1 <= int(asked) <= count else None
