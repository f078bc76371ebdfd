"""What the web server does besides pages: it warms up once, and serves plotly.js from the installed package."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from importlib.resources import files
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route

from lieaug.errors import LieAugError
from lieaug.runs.store import RunStore

# What the first page would import while somebody waits.
WARM = (
    "pandas",
    "pyarrow",
    "scipy.linalg",
    "plotly.graph_objects",
    "lieaug.ui.run",
    "lieaug.ui.start",
    "lieaug.ui.own.page",
    "lieaug.ui.orbits.page",
)
PLOTLY = files("plotly") / "package_data" / "plotly.min.js"


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Takes up runs that wait, imports what pages need, then exempts it from garbage collection.

    Streamlit collects garbage after every run of a script; without the freeze each refresh of a live page spends
    60 ms of the server's time on walking through the imported modules.
    """
    with suppress(LieAugError):  # every page says what is wrong with the home folder; the server must start for that
        RunStore().wake()
    for name in WARM:
        import_module(name)
    gc.collect()
    gc.freeze()
    yield


def plotly_route() -> Route:
    """plotly.js in the version of the Python package; browsers keep it, since its address carries the version."""
    return Route("/plotly/plotly.min.js", _plotly)


async def _plotly(_request: Request) -> FileResponse:
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return FileResponse(str(PLOTLY), media_type="text/javascript", headers=headers)
