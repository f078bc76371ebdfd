"""What a discovery found, as an augmentation to take home: its numbers, and the card that travels with them.

NumPy only, so that the app can hand files over; `lieaug.augmentation` makes a PyTorch module of it.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import safetensors
import safetensors.numpy
from jaxtyping import Float
from numpy import ndarray
from pydantic import Field, ValidationError
from scipy.linalg import block_diag

from lieaug.errors import ConfigError, DataError
from lieaug.schema.base import Document, Frozen, Verdict
from lieaug.schema.result import Discovery, GeneratorFinding

HOLDS: tuple[Verdict, ...] = ("present", "approximate")
FULL = 0.99  # of the range that counts as all of it
KEY, SUM = "lieaug.card", "lieaug.sha256"


class Motion(Frozen):
    """One generator's name, verdict and range, as the discovery found them."""

    name: str
    verdict: Verdict
    below: float = Field(ge=0, description="How far it may move against its direction [rad if a rotation].")
    above: float = Field(ge=0, description="How far along it.")
    loss_ratio: float = Field(description="Held-out loss on moved data over that on unmoved data.")


class AugmentationCard(Document):
    """Says what a file of generators means; stable and versioned."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    task: str
    action: str = Field(description="How a group element moves x, in the action language.")
    output: str = Field(description="How it moves y: same, invariant, learned, or an action.")
    outputs: int | None = Field(default=None, description="Columns of y, where its motion was learned.")
    verdict: Verdict
    algebra: str
    sentence: str
    motions: list[Motion]
    metric: str = Field(description="Of the predictors below, on held-out data.")
    with_: float = Field(alias="with")
    without: float
    data_sha256: str | None = Field(
        default=None, description="Of the data's file, or of the settings that data are made from."
    )
    versions: dict[str, str]


@dataclass(frozen=True)
class AugmentationPlan:
    """The numbers of an augmentation.

    Attributes:
        basis: The generators L_a in the data's own units; beside each its M_a, where motions of y were learned.
        ranges: How far each of them may move, below and above 0 [rad if a rotation].
        card: What they are.
    """

    basis: Float[ndarray, "k n n"]
    ranges: Float[ndarray, "k 2"]
    card: AugmentationCard

    def encode(self) -> bytes:
        """As the content of a safetensors file, with the card and a checksum of everything in its header."""
        basis, ranges, card = self.basis.astype(np.float32), self.ranges.astype(np.float32), self.card.to_json()
        header = {KEY: card, SUM: _checksum(basis, ranges, card)}
        return safetensors.numpy.save({"basis": basis, "ranges": ranges}, header)

    @classmethod
    def decode(cls, content: bytes, name: str) -> "AugmentationPlan":
        """Reads what `encode` made.

        Args:
            content: Of the file.
            name: Of the file, for messages.

        Raises:
            DataError: It is none of ours, or was changed since.
        """
        try:
            header = _header(content)
            arrays = safetensors.numpy.load(content)
            basis, ranges = arrays["basis"], arrays["ranges"]
            card = AugmentationCard.model_validate_json(header[KEY])
        except (KeyError, TypeError, ValueError, ValidationError, safetensors.SafetensorError) as error:
            raise DataError(
                f"expected an augmentation saved by LieAugmenter in {name}, got {type(error).__name__}; export it anew"
            ) from error
        if header.get(SUM) != _checksum(basis, ranges, header[KEY]):
            raise DataError(f"expected {name} as LieAugmenter wrote it, got one that was changed since; export it anew")
        square = basis.ndim == 3 and basis.shape[1] == basis.shape[2]
        counts = ranges.shape == (len(basis), 2) and len(card.motions) == len(basis)
        if not square or not counts or not np.isfinite(basis).all() or not (ranges >= 0).all():
            raise DataError(f"expected as many ranges as generators in {name}, got a damaged file; export it anew")
        return cls(basis, ranges, card)


def _header(content: bytes) -> dict[str, str]:
    """The strings in a safetensors file's header, which its NumPy reader leaves out."""
    length = int.from_bytes(content[:8], "little")
    return json.loads(content[8 : 8 + length])["__metadata__"]


def _checksum(basis: Float[ndarray, "..."], ranges: Float[ndarray, "..."], card: str) -> str:
    """Of numbers, shapes and card together."""
    shapes = repr((basis.shape, ranges.shape)).encode()
    return hashlib.sha256(basis.tobytes() + ranges.tobytes() + shapes + card.encode()).hexdigest()


def plan_augmentation(
    result: Discovery, *, verdicts: Sequence[Verdict] = HOLDS, data_sha256: str | None = None
) -> AugmentationPlan:
    """The augmentation that a discovery found: its generators that hold, each over the range in which it does.

    Args:
        result: The discovery.
        verdicts: Which generators to take.
        data_sha256: What identifies the data, for the card.

    Raises:
        ConfigError: Nothing holds, so that there is nothing to augment with.
    """
    found = [finding for finding in result.generators if finding.verdict in verdicts and max(ranges_of(finding)) > 0]
    if not found:
        raise ConfigError(
            f"expected a discovery with generators that are {' or '.join(verdicts)}, got one whose verdict is "
            f"{result.verdict}; there is nothing to augment with"
        )
    learned = result.output == "learned"
    width = len(found[0].output_matrix or []) if learned else None
    card = AugmentationCard.model_validate(
        {
            "task": result.task, "action": result.action, "output": result.output, "outputs": width,
            "verdict": result.verdict, "algebra": result.algebra, "sentence": result.sentence,
            "motions": [_motion(finding) for finding in found], "metric": result.predictor.metric,
            "with": result.predictor.with_, "without": result.predictor.without, "data_sha256": data_sha256,
            "versions": result.versions,
        }
    )  # fmt: skip
    basis = np.stack([_matrix(finding, learned) for finding in found])
    return AugmentationPlan(basis, np.array([ranges_of(finding) for finding in found]), card)


def ranges_of(finding: GeneratorFinding) -> tuple[float, float]:
    """How far a generator may move below and above 0; a closed orbit that holds nearly all the way, all the way."""
    if finding.extent >= FULL * finding.extent_limit:
        return finding.extent_limit, finding.extent_limit
    below, above = finding.extent_sides
    return (abs(below), abs(above)) if below or above else (finding.extent, finding.extent)


def _motion(finding: GeneratorFinding) -> Motion:
    below, above = ranges_of(finding)
    return Motion(
        name=finding.name, verdict=finding.verdict, below=below, above=above, loss_ratio=finding.loss_ratio
    )  # fmt: skip


def _matrix(finding: GeneratorFinding, learned: bool) -> Float[ndarray, "n n"]:
    """L, beside which stands M where the motion of outputs was learned."""
    matrix = np.array(finding.matrix)
    return np.asarray(block_diag(matrix, np.array(finding.output_matrix))) if learned else matrix
