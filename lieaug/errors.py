"""Every error that LieAugmenter raises on purpose.

A message is one sentence that says what was expected, what came, and what to do next. The command line prints it
as one line and exits with 2; the app shows it in a calm box; neither shows a traceback.
"""


class LieAugError(Exception):
    """Base class: whatever derives from it is meant for the user's eyes."""


class ConfigError(LieAugError, ValueError):
    """A setting is unknown, out of range, or contradicts another one."""


class UnknownTaskError(ConfigError):
    """No built-in task, and no file, has the given name."""


class ActionError(LieAugError, ValueError):
    """An action string does not parse, or does not fit the data's shape."""


class DataError(LieAugError, ValueError):
    """The data cannot be used: too few rows, NaN, a constant target, a wrong shape or format."""


class ModelError(LieAugError, ValueError):
    """A model of the user's cannot be opened, is of a kind that could run code, or does not fit the data."""


class DegenerateBasisError(LieAugError, ValueError):
    """Generators that must be linearly independent are not."""


class DeviceError(LieAugError, RuntimeError):
    """The device asked for is missing or out of memory."""


class StoreError(LieAugError, OSError):
    """The home folder or a run folder cannot be read, written or locked."""


class EngineError(LieAugError, RuntimeError):
    """The engine that should place runs is missing, cannot be reached, or refuses a run."""


class QueueFullError(LieAugError, RuntimeError):
    """As many runs wait already as are allowed."""


class RunNotFoundError(StoreError, LookupError):
    """No run has this id."""


class RunStateError(LieAugError, RuntimeError):
    """The run is not in a state in which this can be done (resuming a finished run, say)."""
