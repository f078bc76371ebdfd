"""How much a verdict owes to the weights of the objective: the same discovery with one weight changed at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from jaxtyping import Float
from numpy import ndarray
from pydantic import Field, ValidationError

from lieaug.discovery.pipeline import Pipeline
from lieaug.discovery.prepare import load_data
from lieaug.errors import ConfigError
from lieaug.schema import (
    Discovery,
    DiscoveryConfig,
    Evidence,
    Gallery,
    ObjectiveWeights,
    StepTrace,
    Verdict,
    algebra_and_dimension,
)
from lieaug.schema.base import Frozen
from lieaug.tasks import TaskData

FACTORS = (0.25, 0.5, 2.0, 4.0)
_TERMS = ("equivariance", "extent", "sparsity", "closure", "support")


class Variation(Frozen):
    """What a discovery with one changed weight, or none, comes to."""

    weight: str | None = Field(description="Which weight was changed; None if all were as set.")
    factor: float = Field(description="By what it was multiplied.")
    value: float | None = Field(description="What it was then.")
    verdict: Verdict
    dimension: int
    algebra: str
    extent: float = Field(description="How far the strongest generator holds [rad if a rotation].")
    compact: bool = Field(description="Whether the strongest generator is a rotation.")
    strength: float = Field(description="Share of the target's spread that breaks the strongest generator.")
    loss_ratio: float = Field(description="Of the strongest generator.")

    @property
    def outcome(self) -> tuple[Verdict, int, str]:
        """What must not depend on the weights."""
        return self.verdict, self.dimension, self.algebra


class Sensitivity(Frozen):
    """Whether a verdict stands when the weights change; `Sensitivity.to_json()` is what `--json` writes."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    config: DiscoveryConfig
    sentence: str = Field(description="Whether the verdict stands, or where it breaks, for people.")
    planned: int = Field(
        description="How many variations were asked for, beside the discovery with all weights as set."
    )
    variations: list[Variation] = Field(description="Those done; the first has all weights as set.")
    warnings: list[str] = Field(description="Of the discovery with all weights as set.")

    def to_json(self) -> str:
        return self.model_dump_json(by_alias=True, indent=1)

    @classmethod
    def from_json(cls, text: str | bytes) -> "Sensitivity":
        return cls.model_validate_json(text)


@dataclass(frozen=True)
class SensitivitySnapshot:
    """A snapshot of the discovery under way, with stage and steps over all of them, and what is known so far.

    Attributes:
        stage: Which discovery, and what it does, in words for people.
        step: Steps done, over all discoveries.
        total: Steps of all discoveries.
        so_far: What the finished discoveries say; None until the first is.
    """

    stage: str
    step: int
    total: int
    terms: dict[str, Float[ndarray, " S"]]
    basis: Float[ndarray, "S k n n"] | None
    extents: Float[ndarray, "S k"] | None
    spectrum: Float[ndarray, "S d"] | None
    result: Discovery | None
    evidence: Evidence | None
    gallery: Gallery | None
    trace: StepTrace | None
    so_far: Sensitivity | None


def sensitivity(
    config: DiscoveryConfig, factors: Sequence[float] = FACTORS, data: TaskData | None = None
) -> Iterator[SensitivitySnapshot]:
    """Runs the discovery as configured, then with each weight that matters multiplied by each factor, one at a time.

    Weights of 0 stay so. All discoveries share the data and, since no weight enters there, the warm-up; otherwise each
    is just what it would be alone.

    Args:
        config: The discovery to vary.
        factors: Of the weights; 1 is always there.
        data: The task's data, if already loaded.

    Returns:
        Snapshots; `so_far` of the last one is the whole result.

    Raises:
        ConfigError: A factor is not positive or leads a weight out of its limits, or there is nothing to vary.
        LieAugError: As for a discovery, once it begins.
    """
    return _run(config, _plan(config, factors), data)


@dataclass(frozen=True)
class _Planned:
    weight: str | None
    factor: float
    config: DiscoveryConfig

    def concluded(self, result: Discovery) -> Variation:
        strongest = result.generators[0]
        return Variation(
            weight=self.weight,
            factor=self.factor,
            value=None if self.weight is None else getattr(self.config.weights, self.weight),
            verdict=result.verdict,
            dimension=result.dimension,
            algebra=result.algebra,
            extent=strongest.extent,
            compact=strongest.compact,
            strength=strongest.strength,
            loss_ratio=strongest.loss_ratio,
        )


def _plan(config: DiscoveryConfig, factors: Sequence[float]) -> list[_Planned]:
    """The discovery as configured first."""
    if not all(0 < factor < float("inf") for factor in factors):
        given = ", ".join(f"{factor:g}" for factor in factors)
        raise ConfigError(f"expected factors above 0, got {given}; to leave a term out, set its weight to 0 instead")
    used = sorted({float(factor) for factor in factors} - {1.0})
    # frames are orthonormal, so that the term is always 0
    terms = (*_TERMS, "orthogonality") if config.parameterisation == "paper" else _TERMS
    weights = [name for name in terms if getattr(config.weights, name) > 0]
    if not (used and weights):
        raise ConfigError(
            f"expected a factor other than 1 and a weight other than 0, got {len(used)} such factors and "
            f"{len(weights)} such weights; name at least one of each"
        )
    varied = [_Planned(name, factor, _varied(config, name, factor)) for name in weights for factor in used]
    return [_Planned(None, 1.0, config), *varied]


def _varied(config: DiscoveryConfig, name: str, factor: float) -> DiscoveryConfig:
    value = getattr(config.weights, name) * factor
    try:
        weights = ObjectiveWeights.model_validate({**config.weights.model_dump(), name: value})
    except ValidationError as error:
        raise ConfigError(
            f"expected factors that keep all weights within their limits, got {name} × {factor:g} = {value:g} "
            f"({error.errors()[0]['msg']}); leave this factor out, or start from a smaller weight"
        ) from error
    return config.model_copy(update={"weights": weights})


def _run(config: DiscoveryConfig, plan: list[_Planned], data: TaskData | None) -> Iterator[SensitivitySnapshot]:
    data = load_data(config) if data is None else data
    warm, so_far = None, None
    done: list[Variation] = []
    warnings: list[str] = []
    for index, planned in enumerate(plan):
        pipeline = Pipeline(planned.config, data)
        if warm is not None:
            pipeline.restore(*warm)
        own = pipeline.total - pipeline.study.budget.warm_up  # steps that are not shared
        for snapshot in pipeline:
            if warm is None and snapshot.stage != "warm-up":
                warm = pipeline.state()
            if snapshot.result is not None:
                done.append(planned.concluded(snapshot.result))
                warnings = warnings if index else snapshot.result.warnings
                so_far = Sensitivity(
                    config=config,
                    sentence=_sentence(done, len(plan) - 1),
                    planned=len(plan) - 1,
                    variations=done,
                    warnings=warnings,
                )
            over_all = {
                "stage": f"{index + 1} of {len(plan)} ({_named(planned.weight, planned.factor)}), {snapshot.stage}",
                "step": index * own + snapshot.step,
                "total": (len(plan) - 1) * own + snapshot.total,
            }
            yield SensitivitySnapshot(**{**vars(snapshot), **over_all, "so_far": so_far})


def _sentence(done: Sequence[Variation], planned: int) -> str:
    as_set, *varied = done
    if not varied:
        return f"With all weights as set the verdict is {_worded(as_set)}; none of {planned} variations was done."
    complete = len(varied) == planned
    broken = [variation for variation in varied if variation.outcome != as_set.outcome]
    if not broken:
        count = f"all {planned}" if complete else f"the {len(varied)} done of {planned}"
        return f"The verdict, {_worded(as_set)}, stands in {count} variations."
    count = str(planned) if complete else f"the {len(varied)} done of {planned}"
    places = "; ".join(f"{_named(one.weight, one.factor)}: {_worded(one)}" for one in broken)
    return f"The verdict, {_worded(as_set)}, breaks in {len(broken)} of {count} variations: {places}."


def _worded(found: Variation) -> str:
    if not found.dimension:
        return found.verdict
    return f"{found.verdict} ({algebra_and_dimension(found.algebra, found.dimension)})"


def _named(weight: str | None, factor: float) -> str:
    return "weights as set" if weight is None else f"{weight} × {factor:g}"
