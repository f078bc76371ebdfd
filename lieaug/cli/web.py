"""lieaug app: the browser's way in."""

import importlib.util
import socket
import subprocess
import sys
from typing import Annotated

import typer

from lieaug.errors import ConfigError
from lieaug.runs.home import prepare_home
from lieaug.tasks.assets import shipped

FIRST_PORT = 8501


def app(
    port: Annotated[
        int | None, typer.Option(min=1, max=65_535, help="Where to serve it; by default the first free one from 8501.")
    ] = None,
    headless: Annotated[bool, typer.Option("--headless", help="Do not open a browser.")] = False,
) -> None:
    """Opens the app in the browser."""
    if importlib.util.find_spec("streamlit") is None:
        raise ConfigError("expected the app's packages, got an installation without; run `pip install 'lieaug[app]'`")
    script = shipped() / "app.py"
    prepare_home()
    options = [
        "--server.port",
        str(free_port() if port is None else require_free(port)),
        "--server.headless",
        str(headless).lower(),
    ]
    command = [sys.executable, "-m", "streamlit", "run", str(script), *options]
    raise typer.Exit(subprocess.call(command, cwd=script.parent))


def free_port() -> int:
    """The first free port from Streamlit's usual one on."""
    for port in range(FIRST_PORT, FIRST_PORT + 100):
        if is_free(port):
            return port
    raise ConfigError(f"expected a free port from {FIRST_PORT} on, got a hundred in use; name one with --port")


def require_free(port: int) -> int:
    """The port itself, if nobody listens there."""
    if not is_free(port):
        raise ConfigError(f"expected a free port, got {port}, which is in use; name another one with --port")
    return port


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
