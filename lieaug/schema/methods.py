"""Methods of learning an augmentation, by name, and what one of them says of a task."""

from collections import Counter
from typing import Literal

from pydantic import Field

from lieaug.schema.base import Document, Frozen
from lieaug.schema.result import PredictorComparison

MethodName = Literal["ours", "none", "true", "augerino", "augerino+", "liegan", "liegg", "paper"]


class MethodCard(Frozen):
    """A method in words."""

    name: str
    title: str
    source: str
    told: str = Field(description="What it must be told that others find out; empty if nothing.")


_CARDS: tuple[tuple[MethodName, str, str, str], ...] = (
    ("none", "No augmentation", "Examples as they are", ""),
    ("true", "True augmentation", "The task's known algebra", "the algebra and its extent"),
    (
        "augerino",
        "Augerino",
        "Benton et al., NeurIPS 2020, arXiv:2010.11882, Eq. 9 and the published losses",
        "the dimension",
    ),
    (
        "augerino+",
        "Augerino+",
        "Baseline of LieGAN, Yang et al., ICML 2023, arXiv:2302.00236, Section 5",
        "the dimension",
    ),
    ("liegan", "LieGAN", "Yang et al., ICML 2023, arXiv:2302.00236, and the published code", "the dimension"),
    ("liegg", "LieGG", "Moskalev et al., NeurIPS 2022, arXiv:2210.04345, and the published code", ""),
    (
        "paper",
        "LieAugmenter, as published",
        "arXiv:2506.03914: free matrices, cosine and overlap terms",
        "the dimension",
    ),
    ("ours", "LieAugmenter, ours", "A discovery's stages within one predictor's budget", ""),
)
METHOD_CARDS: dict[MethodName, MethodCard] = {
    name: MethodCard(name=name, title=title, source=source, told=told) for name, title, source, told in _CARDS
}
"""All methods, in the order of tables."""


class LearnedGenerator(Frozen):
    """A generator as a method learned it; nothing has tested it."""

    matrix: list[list[float]] = Field(description="L_a in the data's own units.")
    output_matrix: list[list[float]] | None = Field(
        default=None, description="M_a, how the output moves, where that was learned."
    )
    extent: float = Field(description="How far its views go [rad if a rotation].")
    name: str


class MethodModel(Frozen):
    """One model that a method trained."""

    seed: int
    generators: list[LearnedGenerator] = Field(description="What it takes for symmetries, in the method's own order.")
    angle_to_truth_degrees: float | None = Field(description="None if nothing was found, or the truth is not known.")
    closure_residual: float = Field(description="Share of the brackets outside the span: 0 for an algebra.")
    score: float = Field(description="On the test rows, in the comparison's metric.")
    averaged: float | None = Field(description="The same, averaged over moved views; None if none could be moved back.")
    seconds: float = Field(description="CPU time [s].")


class MethodResult(Document):
    """What a method other than ours made of a task. It learns and predicts, but gives no verdict."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    method: MethodName
    task: str
    action: str
    output: str
    told: str = Field(description="What it was told of the symmetry, in a sentence; empty if nothing.")
    true_dimension: int | None = Field(description="0 if the task is known to have none; None if nobody knows.")
    models: list[MethodModel]
    predictor: PredictorComparison
    steps: int = Field(description="Updates of each model's predictor.")
    seconds: float = Field(description="CPU time of the method for all models [s].")
    device: str
    versions: dict[str, str]
    warnings: list[str]

    @property
    def title(self) -> str:
        """What the method is called."""
        return METHOD_CARDS[self.method].title

    @property
    def shown(self) -> MethodModel:
        """The first model that found as much as most of them did."""
        return next(model for model in self.models if len(model.generators) == self.dimension)

    @property
    def dimension(self) -> int:
        """How many generators most models took for symmetries; the fewest of what is equally frequent."""
        counts = Counter(len(model.generators) for model in self.models)
        return max(sorted(counts), key=lambda dimension: counts[dimension])

    @property
    def angle_to_truth_degrees(self) -> float | None:
        """Mean over the models that found something."""
        angles = [model.angle_to_truth_degrees for model in self.models if model.angle_to_truth_degrees is not None]
        return sum(angles) / len(angles) if angles else None

    @property
    def sentence(self) -> str:
        """What it found, for people; that it gives no verdict stands beside it."""
        if self.method == "none":
            return "Trained without augmentation: it looks for nothing"
        if self.method == "true":
            return f"Trained with the known symmetry, of dimension {self.dimension}"
        if not self.dimension:
            return f"{self.title} found nothing"
        motions = "1 motion" if self.dimension == 1 else f"{self.dimension} motions"
        return f"{self.title} takes {motions} for a symmetry"
