"""What people would use instead, re-implemented from the papers, to compare with."""

from lieaug.methods.base import Budget as Budget
from lieaug.methods.base import Fitted as Fitted
from lieaug.methods.base import Method as Method
from lieaug.methods.base import Trained as Trained
from lieaug.methods.base import fit as fit
from lieaug.methods.registry import METHODS as METHODS
from lieaug.methods.run import MethodPipeline as MethodPipeline
