"""The learned augmentation, to take home into other training code.

Names are loaded on first use: the NumPy form and files never import torch.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lieaug.augmentation.arrays import ArrayAugmentation as ArrayAugmentation
    from lieaug.augmentation.augmentation import Augmentation as Augmentation
    from lieaug.augmentation.files import load_augmentation as load_augmentation
    from lieaug.augmentation.files import save_augmentation as save_augmentation
    from lieaug.augmentation.from_result import augmentation_of as augmentation_of

_HOME = {
    "ArrayAugmentation": "arrays",
    "Augmentation": "augmentation",
    "augmentation_of": "from_result",
    "load_augmentation": "files",
    "save_augmentation": "files",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'lieaug.augmentation' has no attribute {name!r}")
    return getattr(import_module(f"lieaug.augmentation.{_HOME[name]}"), name)
