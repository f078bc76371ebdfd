"""Files that people hand over: kept at once under their hash with a first guess of what their columns are."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase
from pathlib import Path, PureWindowsPath

from lieaug.runs.atomic import store_error
from lieaug.runs.datasets import SavedDataset, file_hash, list_datasets, save_dataset
from lieaug.runs.home import Home
from lieaug.tasks.own import DataForm, inspect, suggest

_LONGEST_NAME = 100  # characters; file systems allow 255 bytes


def keep_upload(home: Home, name: str, content: BufferedIOBase) -> SavedDataset:
    """Keeps what a browser sent.

    Args:
        home: Where.
        name: The file's name as the browser tells it; its ending says the format.
        content: Its bytes, from the start.

    Raises:
        DataError: It cannot be read as data; nothing is kept then.
        StoreError: The copy cannot be written.
    """
    with _folder_beside(home) as folder:
        path = folder / _plain_name(name)
        try:
            with path.open("wb") as file:
                shutil.copyfileobj(content, file)
        except OSError as error:
            raise store_error(path, error) from error
        return keep_file(home, path)


def keep_file(home: Home, path: Path) -> SavedDataset:
    """Keeps a copy of a file; one that was kept before comes back with its columns as they were left.

    Raises:
        DataError: It cannot be read as data; nothing is kept then.
        StoreError: The copy cannot be written.
    """
    digest = file_hash(path)
    for saved in list_datasets(home):
        if saved.sha256 == digest and saved.form.path.suffix == path.suffix.lower() and saved.form.path.exists():
            return saved
    preview = inspect(path)
    return save_dataset(home, suggest(preview).form(preview), rows=preview.rows, name=path.name)


def keep_form(home: Home, saved: SavedDataset, form: DataForm) -> None:
    """Keeps what the columns are now, over what was kept of this file.

    Raises:
        StoreError: It cannot be written.
    """
    save_dataset(home, form, rows=saved.rows, name=saved.name)


def _plain_name(name: str) -> str:
    """The last part of a path of any system, without control characters, and short."""
    last = re.sub(r"[\x00-\x1f\x7f/]", "", PureWindowsPath(name).name).strip().rstrip(". ") or "data"
    stem, dot, ending = last.rpartition(".")
    return f"{(stem or 'data')[:_LONGEST_NAME]}{dot}{ending[:20]}" if dot else last[:_LONGEST_NAME]


@contextmanager
def _folder_beside(home: Home) -> Iterator[Path]:
    """A folder for a moment, on the same disk as the copies."""
    try:
        folder = Path(tempfile.mkdtemp(prefix=".upload-", dir=home.datasets))
    except OSError as error:
        raise store_error(home.datasets, error) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
