"""The mathematics: pure functions of tensors. No modules, no device choice, no global state."""

from lieaug.lie.algebra import bracket as bracket
from lieaug.lie.algebra import brackets_outside as brackets_outside
from lieaug.lie.algebra import closed_span as closed_span
from lieaug.lie.algebra import closure_residual as closure_residual
from lieaug.lie.algebra import effective_rank as effective_rank
from lieaug.lie.algebra import killing_form as killing_form
from lieaug.lie.algebra import killing_signature as killing_signature
from lieaug.lie.algebra import orthonormal_basis as orthonormal_basis
from lieaug.lie.algebra import structure_constants as structure_constants
from lieaug.lie.angles import principal_angles as principal_angles
from lieaug.lie.card import AlgebraCard as AlgebraCard
from lieaug.lie.card import describe_algebra as describe_algebra
from lieaug.lie.catalogue import NamedAlgebra as NamedAlgebra
from lieaug.lie.catalogue import catalogue as catalogue
from lieaug.lie.closure import NearestAlgebra as NearestAlgebra
from lieaug.lie.closure import closure_penalty as closure_penalty
from lieaug.lie.closure import nearest_algebra as nearest_algebra
from lieaug.lie.forms import invariant_forms as invariant_forms
from lieaug.lie.generators import name_generator as name_generator
from lieaug.lie.groups import exponential_map as exponential_map
from lieaug.lie.groups import one_parameter_subgroup as one_parameter_subgroup
from lieaug.lie.groups import period as period
from lieaug.lie.naming import NamedSpan as NamedSpan
from lieaug.lie.naming import name_algebra as name_algebra
