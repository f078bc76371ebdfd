"""The one configuration of a discovery: form, command line, JSON file and field errors are all made from it."""

from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from lieaug.errors import ConfigError
from lieaug.schema.base import Frozen
from lieaug.schema.methods import METHOD_CARDS, MethodName
from lieaug.tasks import TaskSpec

Preset = Literal["quick", "standard", "thorough"]


ONLY_OURS = ("parameterisation", "start", "anchor", "weights", "battery")
"""Settings of our own method that no other one has."""


class ObjectiveWeights(Frozen):
    """Weights of the objective's terms; every term enters the total once, times its weight."""

    equivariance: float = Field(
        default=1.0, ge=0, le=100, description="Loss on the moved views, against the plain task loss."
    )
    extent: float = Field(
        default=0.02, ge=0, le=10, description="Reward for reaching far: minus the sum of log extents."
    )
    orthogonality: float = Field(
        default=0.1, ge=0, le=100, description="Overlap of generators (published parameterisation only)."
    )
    sparsity: float = Field(default=0.0, ge=0, le=100, description="Sum of absolute entries of the generators.")
    closure: float = Field(
        default=0.0,
        ge=0,
        le=100,
        description="Part of the generators' brackets that leaves their span (0 for an algebra).",
    )
    support: float = Field(
        default=0.0, ge=0, le=100, description="Energy distance between moved and original pairs (x, y)."
    )


class DiscoveryConfig(Frozen):
    """Everything that decides the outcome of a discovery, apart from the data themselves."""

    schema_version: Literal[1] = 1
    task: TaskSpec = Field(discriminator="kind")
    preset: Preset = Field(default="standard", description="How much training: quick to look, thorough to publish.")
    method: MethodName = Field(
        default="ours", description="Who looks for symmetries: ours, with a verdict, or a method to compare with."
    )
    action: str | None = Field(
        default=None, max_length=200, description="How a group element moves x; default: the task's own."
    )
    output: str | None = Field(default=None, max_length=200, description="How it moves y; default: the task's own.")
    generators: int | None = Field(
        default=None, ge=1, le=36, description="Number of generators to learn; default: the whole search space."
    )
    parameterisation: Literal["frame", "paper"] = Field(
        default="frame", description="Orthonormal frame with extents (ours), or the free matrices of the paper."
    )
    start: Literal["spectrum", "random"] = Field(
        default="spectrum",
        description="Where the frame's generators start: from the spectrum, or anywhere, so that one sees them turn.",
    )
    anchor: Literal["label", "prediction"] = Field(
        default="label", description="What moved views are compared with: the moved label, or the moved prediction."
    )
    weights: ObjectiveWeights = ObjectiveWeights()
    steps: int | None = Field(
        default=None, ge=10, le=1_000_000, description="Joint training steps; default: the preset's."
    )
    batch_size: int | None = Field(
        default=None, ge=8, le=65_536, description="Examples per step; default: the task's own."
    )
    seeds: int = Field(
        default=4, ge=1, le=64, description="Models trained side by side; the spread over them is the error bar."
    )
    seed: int = Field(default=0, ge=0, lt=2**31, description="Where all randomness starts.")
    device: Literal["auto", "cpu", "cuda"] = Field(
        default="auto", description="Where to compute; auto takes a GPU if there is one."
    )

    battery: bool = Field(default=False, description="Also test the symmetries that people expect by name.")

    @model_validator(mode="after")
    def _paper_has_no_extents(self) -> "DiscoveryConfig":
        if self.parameterisation == "paper" and self.weights.orthogonality == 0 and (self.generators or 1) > 1:
            raise ValueError(
                "expected a positive orthogonality weight for several generators of the published parameterisation, "
                "got 0; raise it or learn one generator"
            )
        return self

    @model_validator(mode="after")
    def _other_methods_have_no_such_settings(self) -> "DiscoveryConfig":
        if self.method == "ours":
            return self
        for name in ONLY_OURS:
            value = getattr(self, name)
            if value != type(self).model_fields[name].get_default():
                raise ValueError(
                    f"expected the default {name} with {METHOD_CARDS[self.method].title}, got {value!r}; leave it out, "
                    "only our own method has this setting"
                )
        return self

    @classmethod
    def parse(cls, values: dict[str, Any]) -> "DiscoveryConfig":
        """Builds a configuration from plain values.

        Raises:
            ConfigError: One sentence naming the first field that is wrong, what it expects and what it got.
        """
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise ConfigError(first_sentence(error)) from error


def first_sentence(error: ValidationError) -> str:
    """Turns pydantic's first complaint into one sentence: field, expectation, value."""
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"]) or "configuration"
    return f"{field}: {first['msg']}, got {first['input']!r}; correct this setting and start again"
