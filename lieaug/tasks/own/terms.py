"""The action language as far as the web process needs it: which columns are one vector, without torch.

`lieaug.actions.language` is the language itself and says what is wrong with a string; this reads what it accepts.
"""

import re
from dataclasses import dataclass

from lieaug.errors import ActionError

_TERM = re.compile(r"(?:(?P<count>\d+)\s*\*\s*)?(?:vec(?P<size>\d+)|(?P<scalar>scalar))(?P<suffix>\.[a-z]+)?")


@dataclass(frozen=True)
class Term:
    """`count` neighbours among the columns: vectors of `size` entries, or scalars if `size` is 0."""

    count: int
    size: int
    suffix: str = ""  # "", ".free", ".affine" or ".linear"

    @property
    def width(self) -> int:
        return self.count * max(self.size, 1)


def read_terms(action: str) -> tuple[Term, ...]:
    """The terms of an action on columns, such as "4*vec2 + 3*scalar".

    Raises:
        ActionError: It is another action, of images or point clouds say, or none at all.
    """
    terms = []
    for part in action.split("+"):
        match = _TERM.fullmatch(part.strip())
        if match is None:
            raise ActionError(
                f"expected an action on columns such as '4*vec2 + 3*scalar', got {action!r}; correct {part.strip()!r}"
            )
        size = int(match["size"] or 0)
        terms.append(Term(int(match["count"] or 1), size, match["suffix"] or ""))
    return tuple(terms)


def vector_slices(terms: tuple[Term, ...]) -> tuple[slice, ...]:
    """The columns of each vector, in their order."""
    found, at = [], 0
    for term in terms:
        if term.size:
            found += [slice(at + i * term.size, at + (i + 1) * term.size) for i in range(term.count)]
        at += term.width
    return tuple(found)


def moves_points(action: str) -> bool:
    """Whether translations are among its motions."""
    return ".affine" in action or action.strip() == "image.homography"


def takes_images(action: str) -> bool:
    return action.strip().startswith("image.")


def takes_clouds(action: str) -> bool:
    """Whether it moves point clouds (rows, points, size + 1 + features)."""
    return action.strip().startswith("points")


def cloud_size(action: str) -> int:
    """Coordinates of each point of a cloud that this action moves."""
    return int(action.strip().removeprefix("points").partition(".")[0] or 3)
