"""LieAugmenter: discover continuous symmetries of a task by learning augmentations.

Names are loaded on first use, so that processes which only read results (the web server, the supervisor) never
import torch.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lieaug.augmentation import (
        ArrayAugmentation,
        Augmentation,
        augmentation_of,
        load_augmentation,
        save_augmentation,
    )
    from lieaug.discovery import diagnose, discover
    from lieaug.model import LieAugmenter
    from lieaug.schema import Discovery, DiscoveryConfig, ModelDiagnosis, ObjectiveWeights
    from lieaug.training import objective

__version__ = "0.2.0"

_HOME = {
    "ArrayAugmentation": "lieaug.augmentation",
    "Augmentation": "lieaug.augmentation",
    "augmentation_of": "lieaug.augmentation",
    "load_augmentation": "lieaug.augmentation",
    "save_augmentation": "lieaug.augmentation",
    "objective": "lieaug.training",
    "diagnose": "lieaug.discovery",
    "discover": "lieaug.discovery",
    "Discovery": "lieaug.schema",
    "DiscoveryConfig": "lieaug.schema",
    "ModelDiagnosis": "lieaug.schema",
    "ObjectiveWeights": "lieaug.schema",
    "LieAugmenter": "lieaug.model",
}

__all__ = [
    "ArrayAugmentation",
    "Augmentation",
    "Discovery",
    "DiscoveryConfig",
    "LieAugmenter",
    "ModelDiagnosis",
    "ObjectiveWeights",
    "__version__",
    "augmentation_of",
    "diagnose",
    "discover",
    "load_augmentation",
    "objective",
    "save_augmentation",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'lieaug' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
