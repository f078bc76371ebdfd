"""Where the data that ships with the project lies."""

import os
from pathlib import Path

from lieaug.errors import DataError


def asset(name: str) -> Path:
    """The path of a shipped data file.

    Looks in the folder that the environment variable LIEAUG_ASSETS names; without it, in assets/data beside the
    package, which is where a checkout has it.

    Raises:
        DataError: The file is not there.
    """
    override = os.environ.get("LIEAUG_ASSETS")
    folder = Path(override) if override else Path(__file__).resolve().parents[2] / "assets" / "data"
    path = folder / name
    if not path.is_file():
        raise DataError(
            f"expected the shipped data file {name} in {folder}, got nothing; "
            "set LIEAUG_ASSETS to the folder assets/data of a checkout"
        )
    return path
