"""The model: augmenter, predictors, test-time averaging."""

from lieaug.model.augmenter import LieAugmenter as LieAugmenter
from lieaug.model.averaging import average as average
from lieaug.model.deepsets import DeepSets as DeepSets
from lieaug.model.finite import FiniteAugmenter as FiniteAugmenter
from lieaug.model.parameterisation import EXTENT_LIMIT as EXTENT_LIMIT
from lieaug.model.parameterisation import INITIAL_EXTENT as INITIAL_EXTENT
from lieaug.model.parameterisation import AbstractParameterisation as AbstractParameterisation
from lieaug.model.parameterisation import FixedBasis as FixedBasis
from lieaug.model.parameterisation import Frame as Frame
from lieaug.model.parameterisation import FreeMatrices as FreeMatrices
from lieaug.model.predictors import AbstractPredictor as AbstractPredictor
from lieaug.model.predictors import Mlp as Mlp
from lieaug.model.predictors import StridedCnn as StridedCnn
