"""Dynamics of several bodies: exact symmetries, and switches that break them."""

from lieaug.tasks.dynamics.systems import Binary as Binary
from lieaug.tasks.dynamics.systems import Central as Central
from lieaug.tasks.dynamics.systems import Charged as Charged
from lieaug.tasks.dynamics.systems import Springs as Springs
from lieaug.tasks.dynamics.systems import ThreeBody as ThreeBody
