"""What has been measured so far, piece by piece, so that a run that is taken up again need not measure it anew."""

from collections.abc import Callable

from torch import Tensor


class Notes:
    """Pieces of long measurements by name; the same code, gone through again, finds them here.

    Args:
        kept: The pieces, on the CPU; those to come are put there too.
        place: What their names begin with.
    """

    def __init__(self, kept: dict[str, Tensor] | None = None, place: str = "") -> None:
        self.kept: dict[str, Tensor] = {} if kept is None else kept
        self._place = place

    def under(self, name: str) -> "Notes":
        """The notes of one measurement among several."""
        return Notes(self.kept, f"{self._place}{name}/")

    def once(self, name: str, measure: Callable[[], Tensor]) -> Tensor:
        """A piece, measured unless it was before; on the CPU."""
        name = self._place + name
        if name not in self.kept:
            self.kept[name] = measure().detach().cpu()
        return self.kept[name]
