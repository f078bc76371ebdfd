"""Tasks: data with a question and, where known, the true symmetry. NumPy only; free of torch."""

from lieaug.tasks.base import AbstractTask as AbstractTask
from lieaug.tasks.base import TaskData as TaskData
from lieaug.tasks.base import Truth as Truth
from lieaug.tasks.dynamics import Binary as Binary
from lieaug.tasks.dynamics import Central as Central
from lieaug.tasks.dynamics import Charged as Charged
from lieaug.tasks.dynamics import Springs as Springs
from lieaug.tasks.dynamics import ThreeBody as ThreeBody
from lieaug.tasks.hurricanes import Hurricane as Hurricane
from lieaug.tasks.images import Mnist as Mnist
from lieaug.tasks.images import SixNine as SixNine
from lieaug.tasks.jets import Jets as Jets
from lieaug.tasks.molecules import Molecules as Molecules
from lieaug.tasks.n_body import Oscillator2d as Oscillator2d
from lieaug.tasks.n_body import Oscillator3d as Oscillator3d
from lieaug.tasks.n_body import TwoBody as TwoBody
from lieaug.tasks.particles import Dimuon as Dimuon
from lieaug.tasks.particles import Scattering as Scattering
from lieaug.tasks.tables import Table as Table
from lieaug.tasks.zoo import Zoo as Zoo

TaskSpec = (
    TwoBody | Binary | ThreeBody | Charged | Springs | Central | Oscillator2d | Oscillator3d | Mnist | SixNine | Dimuon
    | Scattering | Jets | Molecules | Hurricane | Zoo | Table
)  # fmt: skip
BUILT_IN: tuple[type[AbstractTask], ...] = (
    TwoBody, Binary, ThreeBody, Charged, Springs, Central, Oscillator2d, Oscillator3d, Mnist, SixNine, Dimuon,
    Scattering, Jets, Molecules, Hurricane, Zoo,
)  # fmt: skip
