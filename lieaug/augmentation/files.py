"""An augmentation as files: numbers as safetensors with their card in the header, and the card beside it as JSON."""

import os
from pathlib import Path

import safetensors
from pydantic import ValidationError

from lieaug.augmentation.augmentation import Augmentation
from lieaug.errors import DataError, StoreError
from lieaug.schema.augmentation import KEY, AugmentationCard


def save_augmentation(augmentation: Augmentation, path: str | os.PathLike[str]) -> Path:
    """Writes NAME.safetensors and NAME.json; returns the former.

    Raises:
        StoreError: They cannot be written.
    """
    target = Path(path).with_suffix(".safetensors")
    plan = augmentation.plan()
    try:
        target.write_bytes(plan.encode())
        target.with_suffix(".json").write_text(plan.card.to_json() + "\n", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"expected a file that can be written, got {target} ({error}); name another one") from error
    return target


def load_augmentation(path: str | os.PathLike[str]) -> Augmentation:
    """Reads what `save_augmentation` wrote. Nothing in such a file can run code.

    Raises:
        DataError: The file is not there, or is none of ours.
    """
    source = Path(path).with_suffix(".safetensors")
    try:
        with safetensors.safe_open(source, framework="pt") as file:
            card = AugmentationCard.model_validate_json((file.metadata() or {})[KEY])
            basis, ranges = file.get_tensor("basis"), file.get_tensor("ranges")
    except (OSError, KeyError, ValidationError, safetensors.SafetensorError) as error:
        raise DataError(
            f"expected an augmentation saved by LieAugmenter in {source}, got {type(error).__name__}; export it anew"
        ) from error
    if basis.ndim != 3 or ranges.shape != (len(basis), 2) or len(card.motions) != len(basis):
        raise DataError(f"expected as many ranges as generators in {source}, got a damaged file; export it anew")
    return Augmentation(basis, ranges, card)
