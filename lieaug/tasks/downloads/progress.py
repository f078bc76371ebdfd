"""What a fetch tells about itself while it works."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Progress:
    """How far a step is: bytes of a file, or rows of a conversion."""

    what: str
    done: int
    total: int | None
    unit: Literal["bytes", "rows"] = "bytes"


Report = Callable[[Progress], None]
