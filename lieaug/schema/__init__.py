"""Models of everything that crosses a boundary: configuration in, result and evidence out. Free of torch."""

from lieaug.schema.base import Verdict as Verdict
from lieaug.schema.config import DiscoveryConfig as DiscoveryConfig
from lieaug.schema.config import ObjectiveWeights as ObjectiveWeights
from lieaug.schema.config import Preset as Preset
from lieaug.schema.config import first_sentence as first_sentence
from lieaug.schema.grounds import GeneratorEvidence as GeneratorEvidence
from lieaug.schema.named import NamedFinding as NamedFinding
from lieaug.schema.named import NamedKind as NamedKind
from lieaug.schema.rates import Rate as Rate
from lieaug.schema.rates import VerdictRates as VerdictRates
from lieaug.schema.rates import verdict_rates as verdict_rates
from lieaug.schema.result import AlgebraFinding as AlgebraFinding
from lieaug.schema.result import ClassExtent as ClassExtent
from lieaug.schema.result import ComponentFinding as ComponentFinding
from lieaug.schema.result import Curve as Curve
from lieaug.schema.result import Discovery as Discovery
from lieaug.schema.result import Evidence as Evidence
from lieaug.schema.result import GeneratorFinding as GeneratorFinding
from lieaug.schema.result import Orbit as Orbit
from lieaug.schema.result import PredictorComparison as PredictorComparison
from lieaug.schema.status import ACTIVE_STATES as ACTIVE_STATES
from lieaug.schema.status import RESUMABLE_STATES as RESUMABLE_STATES
from lieaug.schema.status import STAGES as STAGES
from lieaug.schema.status import RunMeta as RunMeta
from lieaug.schema.status import RunState as RunState
from lieaug.schema.status import RunStatus as RunStatus
