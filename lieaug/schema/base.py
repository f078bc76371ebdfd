"""What all models that cross a boundary share: frozen, strict, JSON in and out."""

from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

Verdict = Literal["present", "approximate", "absent", "not identifiable"]


class Frozen(BaseModel):
    """A value that crosses a boundary: immutable, no unknown fields, finite numbers only."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


Kept = TypeVar("Kept", bound=Frozen)


class Document(Frozen):
    """A value that people keep as a JSON file of its own."""

    def to_json(self) -> str:
        return self.model_dump_json(by_alias=True, indent=1)

    @classmethod
    def from_json(cls: type[Kept], text: str | bytes) -> Kept:
        return cls.model_validate_json(text)

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """The documented JSON schema."""
        return cls.model_json_schema(by_alias=True)
