"""Held-out examples with all that is needed to move them by hand, and what predictors say while they move."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from jaxtyping import Float32, Int64, Shaped
from numpy import argsort, flatnonzero, ndarray
from pydantic import Field

from lieaug.schema.base import Frozen

GalleryKind = Literal["vectors", "image", "points"]
TermKind = Literal["vector", "point", "free", "scalar"]


class GalleryTerm(Frozen):
    """Neighbouring columns of a row that move alike, as terms of the action language do.

    Vectors are moved by the matrix g (if that is homogeneous, by its linear part), points by x -> Ax + b. Free vectors
    have a block of g each: the first block belongs to all others together, then come the free ones in order.
    """

    kind: TermKind
    count: int = Field(ge=1)
    size: int = Field(ge=1, description="Entries of each; 1 for scalars.")

    @property
    def width(self) -> int:
        return self.count * self.size


class GalleryHead(Frozen):
    """What the arrays of a gallery are: how rows move, and what everything is called.

    Attributes of images and clouds: `columns` and `terms` are empty for images; a cloud is one row a point, whose
    `terms` are one vector or point, then a scalar that is 1 for points and 0 for padding, then features.
    """

    schema_: Literal[1] = Field(default=1, alias="schema")
    kind: GalleryKind
    task: Literal["regression", "classification"]
    action: str
    output: str
    homogeneous: bool = Field(description="Whether the last coordinate of the generators is the constant 1.")
    projective: bool = Field(description="Whether the last coordinate divides the others, as in homographies.")
    terms: list[GalleryTerm]
    output_terms: list[GalleryTerm] = Field(description="How the target moves; empty if it does not, or was learned.")
    columns: list[str] = Field(description="What the entries of the last axis of x are called.")
    target_columns: list[str] = Field(description="What the entries of predictions are called; classes by name.")
    point_labels: list[str] = Field(description="What the features of a cloud's points stand for, such as elements.")
    groups: list[str] = Field(description="What rows belong to, classes or groups; empty if to nothing.")
    unit: str = Field(description="Of the target; empty if it has none that is worth a word.")


@dataclass(frozen=True)
class Gallery:
    """Examples E and held-out rows R under the G strongest generators, in the data's own units.

    Attributes:
        head: What the arrays are.
        x: The examples: rows (E, columns), images (E, height, width) in [0, 1], or clouds (E, points, columns).
        y: Their targets: numbers (E, outputs), or class labels (E,).
        rows: Place of each example among the held-out rows; the first ones break most, the rest are drawn at random.
        generators: L_a as they move x, strongest first.
        output_matrices: M_a as they move y where that was learned; no rows (m = 0) elsewhere.
        t: Group parameters of each generator, from minus to plus its extent limit, 0 in the middle [rad if a rotation].
        with_: What the predictor trained with the finding (else the joint one) says of exp(t L_a) x: target units, or
            probabilities of classes. Mean over seeds, as all predictions here.
        plain: What the predictor trained without augmentation says.
        expected: What a symmetry would make the answer, the target moved along; 1 at the true class.
        row_ids: Number of each held-out row in the user's data, counted from 0.
        row_groups: Which of `head.groups` it belongs to; -1 for none.
        row_breaking: How much worse a row is told when it is moved, root mean square over t, than the plain predictor
            tells it unmoved, in units of the target's spread; for classes the loss of probability of the true one.
        equivariance_with: Distance of f(g x) from g f(x) relative to the spread of f(x), of the predictor `with_`.
        equivariance_plain: The same of the plain one.
    """

    head: GalleryHead
    x: Float32[ndarray, " E *event"]
    y: Shaped[ndarray, " E *target"]
    rows: Int64[ndarray, " E"]
    generators: Float32[ndarray, "G n n"]
    output_matrices: Float32[ndarray, "G m m"]
    t: Float32[ndarray, "G T"]
    with_: Float32[ndarray, "G E T outputs"]
    plain: Float32[ndarray, "G E T outputs"]
    expected: Float32[ndarray, "G E T outputs"]
    row_ids: Int64[ndarray, " R"]
    row_groups: Int64[ndarray, " R"]
    row_breaking: Float32[ndarray, "G R"]
    equivariance_with: Float32[ndarray, "G T"]
    equivariance_plain: Float32[ndarray, "G T"]

    @cached_property
    def example_of_row(self) -> dict[int, int]:
        """The examples by their place among the held-out rows."""
        return {int(row): example for example, row in enumerate(self.rows)}

    def by_breaking(self, generator: int) -> list[int]:
        """The examples, the one that this generator's motion breaks most first."""
        return [int(index) for index in argsort(-self.row_breaking[generator][self.rows], kind="stable")]

    def group_of(self, row: int) -> str:
        """What a held-out row belongs to; empty if to nothing."""
        return self.head.groups[self.row_groups[row]] if self.row_groups[row] >= 0 else ""

    def rows_of(self, group: str) -> Int64[ndarray, " rows"]:
        """The held-out rows of a class or group."""
        return flatnonzero(self.row_groups == self.head.groups.index(group)).astype("int64")
