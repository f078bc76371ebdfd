"""What all models that cross a boundary share: frozen, strict, JSON in and out."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Verdict = Literal["present", "approximate", "absent", "not identifiable"]


class Frozen(BaseModel):
    """A value that crosses a boundary: immutable, no unknown fields, finite numbers only."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
