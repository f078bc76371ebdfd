"""Where everything that LieAugmenter keeps is written."""

import os
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from platformdirs import user_data_path

from lieaug.errors import StoreError

USERS = "users"
"""The folder of private homes within a home that is served to several people."""


@dataclass(frozen=True)
class Home:
    """The folder of all runs, and the places in it."""

    path: Path

    @property
    def base(self) -> Path:
        """Where limits and slots are: of a private user's home, the one that it lies in."""
        return self.path.parents[1] if self.path.parent.name == USERS else self.path

    @property
    def runs(self) -> Path:
        return self.path / "runs"

    @property
    def trash(self) -> Path:
        return self.path / "trash"

    @property
    def datasets(self) -> Path:
        return self.path / "datasets"

    @property
    def index(self) -> Path:
        return self.path / "index.sqlite"

    @property
    def supervisor_lock(self) -> Path:
        return self.path / "supervisor.lock"

    @property
    def supervisor_log(self) -> Path:
        return self.path / "supervisor.log"


def default_home() -> Path:
    """The folder named by LIEAUG_HOME, else the platform's user data folder."""
    named = os.environ.get("LIEAUG_HOME")
    return Path(named).expanduser().absolute() if named else user_data_path("lieaug", appauthor=False)


def private_home(base: Path, owner: str) -> Path:
    """The home of one person among several: runs, files and their index are apart from everybody else's.

    Args:
        base: The home that is served.
        owner: Who it is, by a secret or a name that nobody else has.
    """
    return base / USERS / sha256(owner.encode()).hexdigest()[:32]


def prepare_home(path: Path | None = None) -> Home:
    """Creates the home folder if need be, and makes sure that it can be written.

    Raises:
        StoreError: It cannot be created or written.
    """
    home = Home((path or default_home()).absolute())
    try:
        for folder in (home.runs, home.trash, home.datasets):
            folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home.runs):
            pass
    except OSError as error:
        raise StoreError(
            f"expected a home folder that can be written, got {home.path} ({error.strerror or error}); "
            "correct its permissions or name another folder in the environment variable LIEAUG_HOME"
        ) from error
    return home
