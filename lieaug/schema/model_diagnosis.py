"""What a diagnosis says of a trained model: which named symmetries it has, which the data have, where they differ."""

from typing import Literal

from pydantic import Field

from lieaug.schema.base import Document, Frozen, Verdict
from lieaug.schema.named import NamedKind, span_words


class Band(Frozen):
    """A curve with its 95 % bootstrap band over rows."""

    mean: list[float]
    low: list[float]
    high: list[float]


class ModelFinding(Frozen):
    """One named symmetry, asked of the model and, through its errors, of the data."""

    name: str
    kind: NamedKind
    matrices: list[list[list[float]]] = Field(description="Its generators in the data's own units.")
    compact: bool = Field(description="Whether its orbits close.")
    limit: float = Field(description="The extent that counts as full [rad if a rotation].")
    model: Verdict = Field(description="Whether the model follows it: present, approximate (up to an extent), absent.")
    model_extent: float = Field(description="How far the model follows it.")
    model_error: float = Field(description="Largest equivariance error over its range, a share of the spread of f.")
    model_reason: str
    data: Verdict = Field(description="Whether the data have it, as far as this model's errors tell.")
    data_extent: float
    data_reason: str
    difference: str = Field(default="", description="Where model and data differ, and what to do; empty if nowhere.")
    coverage: float = Field(description="Share of moved rows that stay where the data are.")
    corrected: bool = Field(
        default=False,
        description="Whether the model was corrected by the errors of neighbouring rows: one that has the symmetry "
        "errs alike on moved rows whatever the data say.",
    )
    t: list[float] = Field(description="Group parameters of both curves [rad if a rotation].")
    equivariance_error: Band = Field(description="Root mean square distance of f(gx) from g f(x) over the spread of f.")
    loss_ratio: Band = Field(description="Error of f(gx) against the moved target over that on unmoved rows.")

    def span(self, extent: float) -> str:
        """A range in words: all the way round, ±45°, factors of 0.6 to 1.6."""
        return span_words(self.kind, self.matrices, extent, self.limit, compact=self.compact)


class ModelDiagnosis(Document):
    """Everything that was found of one model on one data set."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    kind: Literal["lieaug model diagnosis"] = "lieaug model diagnosis"
    model: str = Field(description="What the model is called: its file, or its type.")
    task: str = Field(description="What the data are called.")
    action: str
    output: str
    rows: int = Field(description="Rows on which it was measured.")
    explained: float = Field(description="Share of the target's variance that the model explains; below 0 if worse.")
    findings: list[ModelFinding]
    seed: int
    seconds: float
    versions: dict[str, str]
    warnings: list[str] = Field(default_factory=list)

    @property
    def differences(self) -> list[str]:
        """Where model and data differ, one sentence for each symmetry."""
        return [finding.difference for finding in self.findings if finding.difference]

    @property
    def sentence(self) -> str:
        """The outcome in one sentence."""
        has = [finding.name for finding in self.findings if finding.model == "present"]
        held = f"The model has {', '.join(has)}" if has else "The model has none of the symmetries that were tested"
        count = len(self.differences)
        rest = (
            f"it differs from the data in {count} of {len(self.findings)}"
            if count
            else "nowhere does it surely differ from the data"
        )
        return f"{held}; {rest}."
