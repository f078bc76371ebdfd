"""The notebook's way in."""

import numpy as np
import pytest

import lieaug
from lieaug.discovery import Snapshot
from lieaug.errors import ActionError, ConfigError, DataError
from lieaug.tasks import Oscillator2d


def arrays(rows: int = 400) -> tuple[np.ndarray, np.ndarray]:
    data = Oscillator2d(rows=rows).load(np.random.default_rng(0))
    return data.x_train, data.y_train


def test_arrays_to_a_discovery() -> None:
    seen: list[Snapshot] = []
    result = lieaug.discover(
        *arrays(),
        action="2*vec2",
        output="same",
        preset="quick",
        seeds=1,
        steps=20,
        device="cpu",
        observers=[seen.append],
    )
    assert result.action == "2*vec2"
    assert len(result.generators) == 4
    assert result.predictor.known is None
    assert len(seen) > 5


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda x, y: (np.where(x > 1, np.nan, x), y), "NaN"),
        (lambda x, y: (x, np.full_like(y, 3.0)), "varies|constant"),
        (lambda x, y: (x[:30], y[:30]), "50"),
        (lambda x, y: (x[:100], y), "as many rows"),
    ],
)
def test_unusable_arrays_get_one_sentence(damage: object, words: str) -> None:
    x, y = damage(*arrays())  # pyright: ignore[reportCallIssue]
    with pytest.raises(DataError, match=words):
        lieaug.discover(x, y, action="2*vec2", output="same")


def test_wrong_settings_get_one_sentence() -> None:
    with pytest.raises(ConfigError, match="seeds"):
        lieaug.discover(*arrays(), action="2*vec2", seeds=0)
    with pytest.raises(ConfigError, match="stepz"):
        lieaug.discover(*arrays(), action="2*vec2", stepz=3)
    with pytest.raises(ActionError, match="invariant"):
        lieaug.discover(arrays()[0], np.arange(400) % 2, action="2*vec2", output="same")
