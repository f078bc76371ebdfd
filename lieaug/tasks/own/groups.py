"""Columns that belong together, and the action that moves them."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from pydantic import BaseModel, ConfigDict, Field

from lieaug.errors import ActionError
from lieaug.tasks.own.terms import Term, read_terms, takes_clouds, takes_images

LARGEST_MATRIX = 16  # as in the action language


class ColumnGroup(BaseModel):
    """Columns of one kind, in the order in which the action's terms take them.

    `kind` is a term of the action language without its count: "vec2", "vec3.affine" (points, which translations move
    too), "vec2.free" (a vector with a matrix of its own), "scalar". Several vectors may stand in one group, one after
    the other. Whole examples have one group without columns, of the kind "points3" or "image.affine".
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str = Field(
        pattern=r"^(vec([1-9]|1[0-6])(\.affine|\.free)?|scalar|points[2-9](\.affine)?|image\.(linear|affine|homography))$"
    )
    columns: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Entries of one vector; 0 for scalars and for whole examples."""
        return int(self.kind[3:].partition(".")[0]) if self.kind.startswith("vec") else 0


def action_of(groups: Sequence[ColumnGroup]) -> str:
    """The action on x that moves these groups, in the action language.

    Vectors of the most frequent size are moved together; those of another size get matrices of their own (".free"),
    and then nothing is a point any more, because the language has no free vectors beside points.

    Raises:
        ActionError: Columns do not make whole vectors, nothing is moved, or the matrices would be too large.
    """
    if not groups:
        raise ActionError("expected groups of columns, got none; choose at least one vector")
    if not groups[0].columns:
        return groups[0].kind
    parts = [_part(group) for group in tied(groups)]
    terms = [(kind, sum(count for _, count in run)) for kind, run in groupby(parts, key=lambda part: part[0])]
    action = " + ".join(f"{count}*{kind}" if count > 1 else kind for kind, count in terms)
    if all(kind == "scalar" for kind, _ in terms):
        raise ActionError(f"expected columns that are moved, got {action!r} alone; make a vector of some of them")
    if (size := matrix_size(action)) > LARGEST_MATRIX:
        raise ActionError(
            f"expected matrices of size up to {LARGEST_MATRIX}, got {size} for {action!r}; "
            "move fewer or smaller vectors"
        )
    return action


def tied(groups: Sequence[ColumnGroup]) -> list[ColumnGroup]:
    """The groups with one size moved together and other sizes free."""
    sizes = Counter({size: 0 for size in (group.size for group in groups) if size})
    for group in groups:
        if group.size and not group.kind.endswith(".free"):
            sizes[group.size] += len(group.columns) // group.size
    shared = {size for size, count in sizes.items() if count}
    free = any(group.kind.endswith(".free") for group in groups)
    if len(shared) < 2 and not free:
        return list(groups)
    kept = max(shared, key=lambda size: (sizes[size], size), default=0)
    return [_loosened(group, kept) for group in groups]


def _loosened(group: ColumnGroup, kept: int) -> ColumnGroup:
    if not group.size or group.kind.endswith(".free"):
        return group
    return ColumnGroup(kind=f"vec{group.size}" + ("" if group.size == kept else ".free"), columns=group.columns)


def _part(group: ColumnGroup) -> tuple[str, int]:
    """The kind of a group and how many of it there are."""
    width = max(group.size, 1)
    if not group.columns or len(group.columns) % width:
        raise ActionError(
            f"expected columns for whole vectors of {width} entries, got {len(group.columns)} "
            f"({', '.join(group.columns)}) as {group.kind}; add or leave out columns"
        )
    return group.kind, len(group.columns) // width


def matrix_size(action: str) -> int:
    """Size of the matrices of an action on columns."""
    terms = read_terms(action)
    shared = max((term.size for term in terms if term.suffix != ".free"), default=0)
    homogeneous = any(term.suffix in (".affine", ".linear") for term in terms)
    return shared + homogeneous + sum(term.width for term in terms if term.suffix == ".free")


def in_words(action: str) -> str:
    """What an action moves, for people: "2 vectors in the plane, moved together; 3 numbers that stay"."""
    if takes_images(action):
        beyond = {"affine": " and shifted", "homography": ", shifted and seen in perspective"}
        motions = "turned, stretched, sheared" + beyond.get(action.strip().partition(".")[2], "")
        return f"grey images, {motions} about their centre"
    if takes_clouds(action):
        return "point clouds in space, all points moved together" + (
            ", translations too" if action.endswith("affine") else ""
        )
    if action.strip() in ("invariant", "same", "learned"):
        return {"invariant": "stays", "same": "moves as the input does", "learned": "moves by matrices learned too"}[
            action.strip()
        ]
    terms = read_terms(action)
    moved = [term for term in terms if term.size]
    together = sum(term.count for term in moved if term.suffix != ".free") > 1
    phrases = [_phrase(term) for term in terms]
    if together and len(moved) == 1:
        phrases[terms.index(moved[0])] += ", moved together"
    elif together:
        return "; ".join(phrases) + "; all vectors and points are moved together, unless it says otherwise"
    return "; ".join(phrases)


def _phrase(term: Term) -> str:
    if not term.size:
        return f"{term.count} numbers that stay" if term.count > 1 else "a number that stays"
    noun = "point" if term.suffix == ".affine" else "vector"
    where = {1: "on a line", 2: "in the plane", 3: "in space", 4: "of four entries"}.get(
        term.size, f"of {term.size} entries"
    )
    counted = f"{term.count} {noun}s" if term.count > 1 else f"a {noun}"
    own = ", each moved on its own" if term.count > 1 else ", moved on its own"
    return f"{counted} {where}" + (own if term.suffix == ".free" else "")
