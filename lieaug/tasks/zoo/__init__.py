"""The zoo: tasks made from a seed, whose symmetry is known by construction, to calibrate and to measure the verdict."""

from lieaug.tasks.zoo.families import FAMILIES as FAMILIES
from lieaug.tasks.zoo.families import Family as Family
from lieaug.tasks.zoo.task import Zoo as Zoo
