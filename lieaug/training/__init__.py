"""Training: objective, scaling, and the loop that every arm shares."""

from lieaug.training.loop import Arm as Arm
from lieaug.training.loop import LoopSettings as LoopSettings
from lieaug.training.loop import Problem as Problem
from lieaug.training.objective import Comparator as Comparator
from lieaug.training.objective import Loss as Loss
from lieaug.training.objective import ObjectiveTerms as ObjectiveTerms
from lieaug.training.objective import Views as Views
from lieaug.training.objective import energy_distance as energy_distance
from lieaug.training.objective import evaluate_terms as evaluate_terms
from lieaug.training.objective import moved_loss as moved_loss
from lieaug.training.own import objective as objective
from lieaug.training.scaling import PointScaling as PointScaling
from lieaug.training.scaling import Scaling as Scaling
from lieaug.training.scaling import fit_scaling as fit_scaling
from lieaug.training.scaling import to_data_units as to_data_units
from lieaug.training.scaling import to_scaled_units as to_scaled_units
from lieaug.training.scaling import vector_columns as vector_columns
from lieaug.training.trace import traced_step as traced_step
