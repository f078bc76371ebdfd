"""Where data lies: what ships with the project, and what was fetched from public sources."""

import os
from pathlib import Path

from platformdirs import user_cache_path

from lieaug.errors import DataError


def shipped() -> Path:
    """The folder with `app.py`, `pages/` and `assets/`: the checkout, or a wheel's copy within the package."""
    package = Path(__file__).resolve().parents[1]
    copy = package / "shipped"
    return copy if copy.is_dir() else package.parent


def data_folder() -> Path:
    """Where fetched data is kept: the folder named by LIEAUG_DATA, else the platform's user cache folder."""
    named = os.environ.get("LIEAUG_DATA")
    return Path(named).expanduser().absolute() if named else user_cache_path("lieaug", appauthor=False)


def asset(name: str) -> Path:
    """The path of a data file.

    Looks in the folder that the environment variable LIEAUG_ASSETS names, if it does; then in what ships with the
    project; then among fetched data.

    Raises:
        DataError: The file is in none of these places.
    """
    override = os.environ.get("LIEAUG_ASSETS")
    folders = [*([Path(override)] if override else []), shipped() / "assets" / "data", data_folder()]
    for folder in folders:
        if (folder / name).is_file():
            return folder / name
    raise DataError(
        f"expected the data file {name} in {', '.join(map(str, folders))}, got nothing; "
        "set LIEAUG_ASSETS to the folder assets/data of a checkout, or see `lieaug data list`"
    )


def fetched(name: str) -> Path:
    """The archive of a fetched data set.

    Raises:
        DataError: It was not fetched yet.
    """
    path = data_folder() / f"{name}.npz"
    if not path.is_file():
        raise DataError(f"expected the fetched data set {path}, got nothing; run `lieaug data fetch {name}`")
    return path


def require_rows(wanted: int, present: int, name: str) -> None:
    """Raises a DataError if a source has fewer rows than a task asks for."""
    if wanted > present:
        raise DataError(
            f"expected at most {present:,} rows of {name}, as many as this source has, got {wanted:,}; lower --rows, "
            f"or run `lieaug data fetch {name}` and choose --source full"
        )
