"""Actions: how a group element moves a space."""

from lieaug.actions.base import AbstractAction as AbstractAction
from lieaug.actions.coupled import CoupledInput as CoupledInput
from lieaug.actions.coupled import LearnedOutput as LearnedOutput
from lieaug.actions.coupled import split_generators as split_generators
from lieaug.actions.images import ImageAction as ImageAction
from lieaug.actions.language import parse_action as parse_action
from lieaug.actions.language import parse_actions as parse_actions
from lieaug.actions.points import PointsAction as PointsAction
from lieaug.actions.vectors import InvariantAction as InvariantAction
from lieaug.actions.vectors import Term as Term
from lieaug.actions.vectors import VectorAction as VectorAction
