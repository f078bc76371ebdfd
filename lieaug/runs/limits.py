"""What one home folder allows: a file `limits.toml` in it, written by whoever serves it to others.

slots = 4              # runs that work at once; default: one for every two cores, or LIEAUG_SLOTS
memory_mb = 800        # free memory that a run must find before it starts
queue_length = 100     # runs that may wait
run_hours = 2.0        # how long one run may work
upload_mb = 50         # largest file that a browser may send
lost_after_seconds = 60  # silence after which a worker on another machine counts as lost; more on a slow shared disk
"""

import os
import tomllib
from pathlib import Path

from pydantic import Field, ValidationError

from lieaug.errors import ConfigError
from lieaug.runs.home import Home
from lieaug.schema.base import Frozen

FILE = "limits.toml"
VARIABLE = "LIEAUG_LIMITS"


class Limits(Frozen):
    """What is allowed; None where there is no limit."""

    slots: int | None = Field(default=None, ge=1, description="Runs that work at once.")
    memory_mb: int = Field(default=600, ge=0, description="Free memory that a run must find before it starts [MB].")
    queue_length: int | None = Field(default=None, ge=1, description="Runs that may wait.")
    run_hours: float | None = Field(default=None, gt=0, description="How long one run may work [h].")
    upload_mb: int = Field(default=200, ge=1, le=10_000, description="Largest file that a browser may send [MB].")
    lost_after_seconds: float = Field(
        default=15.0, ge=5, le=3600, description="Silence after which a worker on another machine counts as lost [s]."
    )


def read_limits(home: Home) -> Limits:
    """The limits of a home folder: its own file, or the one that LIEAUG_LIMITS names.

    Raises:
        ConfigError: The file cannot be read, or says something that there is not.
    """
    named = os.environ.get(VARIABLE)
    path = Path(named) if named else home.base / FILE
    if not named and not path.exists():
        return Limits()
    try:
        return Limits.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"expected limits as TOML in {path}, got: {error}; correct the file") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        known = ", ".join(Limits.model_fields)
        raise ConfigError(
            f"expected {path} to set only {known}, got {name} = {first['input']!r} ({first['msg']}); correct the file"
        ) from error
