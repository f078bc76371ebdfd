"""lieaug app: the browser's way in."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

import lieaug
from lieaug.errors import ConfigError
from lieaug.runs.home import prepare_home


def app(
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Where to serve it.")] = 8501,
    headless: Annotated[bool, typer.Option("--headless", help="Do not open a browser.")] = False,
) -> None:
    """Opens the app in the browser."""
    if importlib.util.find_spec("streamlit") is None:
        raise ConfigError("expected the app's packages, got an installation without; run `pip install 'lieaug[app]'`")
    script = Path(lieaug.__file__).parent.parent / "app.py"
    if not script.exists():
        raise ConfigError(
            f"expected app.py in {script.parent}, got an installation of the library alone; "
            "clone the project and run `make app` there"
        )
    prepare_home()
    options = ["--server.port", str(port), "--server.headless", str(headless).lower()]
    command = [sys.executable, "-m", "streamlit", "run", str(script), *options]
    raise typer.Exit(subprocess.call(command, cwd=script.parent))
