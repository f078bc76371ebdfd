"""What a discovery says: the stable, versioned JSON that app, command line and notebook share."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from lieaug.schema.base import Document, Frozen, Verdict
from lieaug.schema.grounds import GeneratorEvidence
from lieaug.schema.named import NamedFinding

if TYPE_CHECKING:
    from lieaug.augmentation import Augmentation


class ClassExtent(Frozen):
    """How far one class tolerates a motion, by the held-out curve of its rows alone."""

    name: str
    rows: int = Field(description="Held-out rows of this class.")
    extent: float = Field(description="Where the curve leaves the tolerance, on the side where that is sooner.")
    interval: tuple[float, float] = Field(description="95 % bootstrap interval of that.")
    sides: tuple[float, float] = Field(description="Where it leaves the tolerance below 0, and above.")


class GeneratorFinding(Frozen):
    """One learned generator with its verdict and the evidence for it (strongest generator first)."""

    matrix: list[list[float]] = Field(description="L_a in the data's own units.")
    output_matrix: list[list[float]] | None = Field(
        default=None, description="M_a, how the output moves, where that was learned."
    )
    extent: float = Field(description="How far the symmetry holds on the held-out curve [rad if a rotation].")
    trained_extent: float = Field(description="The extent s_a that training ended with.")
    extent_limit: float = Field(description="The extent that counts as full: half a period if compact.")
    compact: bool = Field(description="Whether exp(tL) returns to the identity (a rotation does, a scaling does not).")
    verdict: Verdict
    name: str
    reason: str = Field(description="The verdict's grounds in one sentence.")
    loss_ratio: float = Field(description="Held-out loss on moved views over the plain predictor's plain loss.")
    loss_ratio_interval: tuple[float, float]
    strength: float = Field(
        default=0.0, description="Share of the target's spread that breaks it: 0 exact, 1 unrelated."
    )
    breaking: float = Field(
        default=0.0, description="Share of the target's variance that breaks it, directly measured."
    )
    breaking_error: float = Field(default=0.0, description="Standard error of that over held-out rows.")
    spectral_residual: float = Field(
        default=0.0, description="How badly the plain predictor follows it: 0 exactly, 1 not at all."
    )
    tested: float = Field(default=1.0, description="Over which share of its range a predictor was trained with it.")
    coverage: float = Field(default=1.0, description="Share of moved rows that stay where the data are.")
    extent_sides: tuple[float, float] = Field(
        default=(0.0, 0.0), description="How far the curve stays within the tolerance, below 0 and above."
    )
    extent_intervals: tuple[tuple[float, float], tuple[float, float]] = Field(
        default=((0.0, 0.0), (0.0, 0.0)), description="95 % bootstrap intervals of both."
    )
    support_ratio: float | None = Field(
        default=None,
        description="How many times farther from the data moved rows are than held-out rows; 1: no farther.",
    )
    distribution_auc: float | None = Field(
        default=None, description="How well a classifier tells moved inputs from unmoved ones (battery only)."
    )
    distribution_interval: tuple[float, float] | None = None
    inputs_symmetric: bool | None = Field(default=None, description="Whether nothing tells them apart.")
    extent_seeds: list[float] = Field(default_factory=list)
    loss_ratio_seeds: list[float] = Field(default_factory=list)
    classes: list[ClassExtent] = Field(default_factory=list, description="Of class labels: how far each one holds.")


class ComponentFinding(Frozen):
    """One finite element, such as a mirror, that no continuous motion leads to, with its verdict."""

    name: str
    matrix: list[list[float]] = Field(description="g in the data's own units; of points, about their centroid.")
    verdict: Verdict
    reason: str
    implied: bool = Field(description="Whether the continuous symmetry found contains it already.")
    loss_ratio: float
    loss_ratio_interval: tuple[float, float]
    coverage: float = Field(description="Share of the held-out rows that it leaves among the data.")


class AlgebraFinding(Frozen):
    """What the generators found form together."""

    name: str
    parts: list[str] = Field(description="Names of the parts of a sum; one if it is simple.")
    dimension: int
    dimension_reason: str = Field(description="What speaks for this dimension, in one sentence.")
    killing_signature: tuple[int, int, int] = Field(description="Positive, negative and zero eigenvalues.")
    structure_constants: list[list[list[float]]] | None = Field(
        description="f of [L_a, L_b] = sum over c of f_abc L_c; None if the generators are dependent."
    )
    closure_residual: float = Field(description="Share of the brackets outside the span: 0 for an algebra.")
    axes_ratio: float | None = Field(description="Of the ellipsoid that a conjugated rotation turns on; None else.")
    angle_degrees: float = Field(description="Largest principal angle to the algebra of that name.")
    closed_basis: list[list[list[float]]] | None = Field(
        description="The nearest exactly closed span of the same dimension; None if there is none near."
    )
    closed_angle_degrees: float | None = Field(description="Largest principal angle from the learned span to it.")
    spectrum_angle_degrees: float | None = Field(
        description="Largest principal angle between the span and the directions that the plain predictor follows best."
    )


class PredictorComparison(Frozen):
    """Held-out quality with the learned augmentation, without any, and with the true one where it is known."""

    metric: str
    unit: str = Field(default="", description="Of the metric, where the target has one that is worth a word.")
    with_: float = Field(alias="with")
    without: float
    known: float | None = None
    averaged: float | None = Field(
        default=None, description="With the learned augmentation, averaged over views at test time."
    )
    with_seeds: list[float] = Field(default_factory=list)
    without_seeds: list[float] = Field(default_factory=list)
    known_seeds: list[float] = Field(default_factory=list)


class Discovery(Document):
    """The result of a discovery; `Discovery.to_json()` is what `--json` writes."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    task: str
    action: str
    output: str
    verdict: Verdict
    sentence: str = Field(description="The verdict in one sentence for people.")
    dimension: int
    algebra: str
    closure_residual: float
    algebra_found: AlgebraFinding | None = Field(default=None, description="None if no generator holds.")
    components: list[ComponentFinding] = Field(default_factory=list)
    generators: list[GeneratorFinding]
    spectrum: list[float] = Field(description="How badly the plain predictor follows each direction, best first.")
    spectrum_null: float = Field(description="Residual between directions that were tested and those given up.")
    seeds: int
    seed_agreement_degrees: float
    angle_to_truth_degrees: float | None = None
    predictor: PredictorComparison
    named: list[NamedFinding] = Field(default_factory=list, description="Symmetries expected by name (battery only).")
    advice: list[str] = Field(default_factory=list, description="What to do with them, a sentence each.")
    steps: int
    seconds: float
    device: str
    versions: dict[str, str]
    warnings: list[str]

    def augmentation(self, **options: Any) -> "Augmentation":
        """What was found as a `torch.nn.Module` that moves examples or batches; see `lieaug.augmentation_of`.

        Raises:
            ConfigError: Nothing holds, so that there is nothing to augment with.
        """
        # Named, not imported: results are read by processes that must stay free of torch.
        return import_module("lieaug.augmentation").augmentation_of(self, **options)

    def _repr_html_(self) -> str:
        """What a notebook shows; see `lieaug.report.notebook`, which lies above and is loaded only there."""
        return import_module("lieaug.report.notebook").discovery_card(self)


class Curve(Frozen):
    """One generator's curve on held-out data, over t [rad if a rotation, else dimensionless]."""

    generator: int
    t: list[float]
    loss_ratio: list[float]
    low: list[float]
    high: list[float]
    equivariance_error: list[float]
    seeds: list[list[float]] = Field(default_factory=list, description="loss_ratio of each seed, (seeds, len(t))")
    classes: list[str] = Field(default_factory=list, description="Names of the classes that follow.")
    class_ratios: list[list[float]] = Field(
        default_factory=list, description="loss_ratio of each class over its own plain loss, (classes, len(t))"
    )


class Orbit(Frozen):
    """One held-out example moved by exp(t L) of the strongest generator.

    Vectors and points of a cloud: frames are (T, vectors, n); images: frames are (T, height, width) in [0, 1].
    """

    kind: Literal["vectors", "image", "points"]
    generator: int
    t: list[float]
    frames: list[list[list[float]]]
    labels: list[str] | None = Field(default=None, description="Of each point of a cloud, such as an element's symbol.")


class Evidence(Frozen):
    """What the figures of a finished run show, beyond the verdict itself."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    curves: list[Curve]
    named_curves: list[Curve] = Field(
        default_factory=list, description="Of named symmetries; `generator` is the place in `Discovery.named`."
    )
    grounds: list[GeneratorEvidence] = Field(
        default_factory=list, description="The measurements that each generator's verdict was drawn from."
    )
    null_band: tuple[float, float]
    spectrum_seeds: list[list[float]]
    spectrum_directions: list[list[list[float]]]
    orbit: Orbit | None = None

    def to_json(self) -> str:
        return self.model_dump_json(by_alias=True)

    @classmethod
    def from_json(cls, text: str | bytes) -> "Evidence":
        return cls.model_validate_json(text)


def algebra_and_dimension(algebra: str, dimension: int) -> str:
    """What generators form, in words that say the dimension once: the name of what has none begins with it."""
    return f"{'unnamed' if algebra.endswith('unnamed') else algebra}, dimension {dimension}"
