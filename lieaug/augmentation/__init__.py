"""The learned augmentation, to take home into other training code."""

from lieaug.augmentation.augmentation import Augmentation as Augmentation
from lieaug.augmentation.files import load_augmentation as load_augmentation
from lieaug.augmentation.files import save_augmentation as save_augmentation
from lieaug.augmentation.from_result import augmentation_of as augmentation_of
