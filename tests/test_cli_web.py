"""Where the app is served: the first free port, or the one asked for if it is free."""

import socket
from collections.abc import Iterator

import pytest

from lieaug.cli.web import free_port, is_free, require_free
from lieaug.errors import ConfigError


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_in_use_is_refused_in_one_sentence(taken: int) -> None:
    with pytest.raises(ConfigError, match=f"got {taken}, which is in use"):
        require_free(taken)


def test_the_first_free_port_is_free() -> None:
    port = free_port()
    assert is_free(port)
    assert require_free(port) == port


def test_a_busy_first_port_is_passed_over(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lieaug.cli.web.FIRST_PORT", taken)
    assert free_port() > taken
