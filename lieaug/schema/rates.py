"""How often the verdict is wrong, as measured on the zoo: what the app and the command line print beside a verdict."""

from functools import cache
from importlib import resources
from typing import Literal

from pydantic import Field

from lieaug.schema.base import Frozen


class Rate(Frozen):
    """A share of runs, with its 95 % interval (Wilson)."""

    hits: int
    runs: int
    interval: tuple[float, float]


class VerdictRates(Frozen):
    """Rates over the measurement part of the zoo, which no threshold was set on."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    false_present: Rate = Field(description="Symmetry-free tasks called present.")
    false_absent: Rate = Field(description="Exact symmetries called absent.")
    present_on_exact: Rate = Field(description="Exact symmetries called present.")
    not_identifiable_on_exact: Rate = Field(description="Exact symmetries called not identifiable.")
    right_dimension: Rate = Field(description="Symmetries called present whose dimension is right.")
    approximate_on_broken: Rate = Field(description="Symmetries broken by 10 % called approximate.")

    @property
    def sentence(self) -> str:
        """The rates in words for people."""
        return (
            f"On tasks with known answers this verdict said present in {_of(self.false_present)} without symmetry, and "
            f"absent in {_of(self.false_absent)} with an exact one; "
            f"the dimension was right in {_of(self.right_dimension)}."
        )


def _of(rate: Rate) -> str:
    return f"{rate.hits} of {rate.runs}"


@cache
def verdict_rates() -> VerdictRates:
    """The rates of the verdict in use."""
    return VerdictRates.model_validate_json(resources.files("lieaug.schema").joinpath("rates.json").read_text())
