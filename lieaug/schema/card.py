"""The card of a run: its result with everything that is needed to judge it and to repeat it, as one JSON document."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from lieaug.schema.base import Document, Frozen
from lieaug.schema.config import DiscoveryConfig
from lieaug.schema.rates import VerdictRates
from lieaug.schema.result import Discovery

MissingKind = Literal["unused", "broken", "untestable"]


class Missing(Frozen):
    """One thing that is missing, and what to do about it."""

    kind: MissingKind = Field(
        description="unused: holds, but the model does not follow it; broken: the data contradict it; untestable: "
        "these data cannot tell."
    )
    what: str = Field(description="The motion that it speaks of.")
    generator: int | None = Field(default=None, description="Its place among the generators, from 0; None if named.")
    why: str = Field(description="On what grounds, one sentence.")
    to_do: str = Field(description="What to do about it, one sentence.")


class DataHash(Frozen):
    """What identifies the data."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    of: Literal["file", "settings"] = Field(
        description="Of the user's file; or, where data are made or shipped, of the settings and the seed that they "
        "come from."
    )


class Card(Document):
    """A discovery, its data, its settings, and how far it can be trusted. Fields of the parts describe themselves."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    kind: Literal["lieaug discovery card"] = "lieaug discovery card"
    run: str = Field(description="The run's id.")
    title: str = Field(description="How people call it.")
    created: datetime
    code_version: str = Field(description="Version of the library that the run was started with.")
    data: DataHash
    config: DiscoveryConfig = Field(description="All settings; with the same data they give the same run.")
    discovery: Discovery = Field(description="Verdict, generators with their evidence, algebra, advice, versions.")
    missing: list[Missing] = Field(description="What is missing, by kind, with what to do.")
    rates: VerdictRates | None = Field(
        description="How often such verdicts are wrong on tasks with known answers; None if that was not measured for "
        "verdicts drawn as this one was."
    )
    limits: list[str] = Field(description="What this result does not say.")
