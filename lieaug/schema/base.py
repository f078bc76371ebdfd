"""What all models that cross a boundary share: frozen, strict, JSON in and out."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value that crosses a boundary: immutable, no unknown fields, finite numbers only."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
