"""A model that somebody hands over in the browser: asked in a process of its own, which alone imports a runtime.

The file is written to a folder for a moment, and gone with it; only what was found is kept, by whoever asked.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lieaug.errors import ModelError
from lieaug.runs.atomic import store_error
from lieaug.runs.home import Home
from lieaug.runs.lock import FileLock
from lieaug.runs.start import worker_environment
from lieaug.schema import DiscoveryConfig, ModelDiagnosis
from lieaug.schema.base import Frozen

REQUEST, MODEL, ANSWER, REFUSAL = "request.json", "model.onnx", "answer.json", "refusal.txt"
SECONDS = 300.0
"""How long a model may be asked; a person waits for it."""

TURN_SECONDS = 120.0
"""How long somebody waits while the models of others are asked."""

REFUSED = 2
"""Exit code of the process where something is wrong with the model or the data."""


class Request(Frozen):
    """What is asked of a model.

    Attributes:
        config: Task or file, action, output and seed.
        name: What the model's file is called.
    """

    config: DiscoveryConfig
    name: str


def diagnose_upload(
    home: Home, config: DiscoveryConfig, name: str, content: bytes, *, seconds: float = SECONDS
) -> ModelDiagnosis:
    """Asks a model in a process of its own, and waits for it.

    Args:
        home: Where the file lies for a moment.
        config: Task or file, action, output and seed.
        name: The file's name as the browser tells it.
        content: Its bytes.
        seconds: How long that may take.

    Raises:
        LieAugError: The model or the data cannot be used, or it took too long; the sentence says what to do.
    """
    try:
        with (
            _turn(home),
            tempfile.TemporaryDirectory(prefix=".model-", dir=home.path, ignore_cleanup_errors=True) as made,
        ):
            folder = Path(made)
            (folder / MODEL).write_bytes(content)
            (folder / REQUEST).write_text(Request(config=config, name=name).model_dump_json(), encoding="utf-8")
            return _answer(folder, name, seconds)
    except OSError as error:
        raise store_error(home.path, error) from error


@contextmanager
def _turn(home: Home) -> Iterator[None]:
    """One model at a time on a machine that several people share, as each takes the memory of a run."""
    lock, deadline = FileLock(home.base / "models.lock"), time.monotonic() + TURN_SECONDS
    while not lock.try_acquire():
        if time.monotonic() > deadline:
            raise ModelError("expected a free moment, got models of others that are still being asked; try again soon")
        time.sleep(0.1)
    try:
        yield
    finally:
        lock.release()


def _answer(folder: Path, name: str, seconds: float) -> ModelDiagnosis:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "lieaug.runs.ask_model", str(folder)],
            stdin=subprocess.DEVNULL, capture_output=True, env=worker_environment(), timeout=seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise ModelError(
            f"expected {name} to answer within {seconds:.0f} seconds, got no end; export a smaller model, or ask it at "
            "the command line: lieaug diagnose --model"
        ) from error
    if done.returncode == 0:
        return ModelDiagnosis.from_json((folder / ANSWER).read_bytes())
    if done.returncode == REFUSED:
        raise ModelError((folder / REFUSAL).read_text(encoding="utf-8"))
    last = done.stderr.decode(errors="replace").strip().rpartition("\n")[2][:200]
    raise ModelError(
        f"expected {name} to run, got a process that ended with {done.returncode} ({last or 'no words'}); it may need "
        "more memory than there is: export a smaller model"
    )
