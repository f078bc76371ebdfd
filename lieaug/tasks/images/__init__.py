"""Digits whose own symmetry is known, because they were turned or warped on the way."""

from lieaug.tasks.images.digits import Mnist as Mnist
from lieaug.tasks.images.six_nine import SixNine as SixNine
