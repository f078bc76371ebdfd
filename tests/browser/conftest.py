"""A real server on a free port with a home of its own, and a real headless browser."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError

import psutil
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.fake_runs import FakeRuns

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Server:
    """The app as `streamlit run app.py` serves it, on a free port."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.home = home
        self.url = f"http://127.0.0.1:{self._port}"
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.headless", "true"]
        self.process = subprocess.Popen(
            [*command, "--server.port", str(self._port)],
            cwd=ROOT,
            env={**os.environ, "LIEAUG_HOME": str(self.home)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(240):
            with suppress(URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5).close()
                return
            time.sleep(0.25)
        pytest.fail("the server did not become healthy within a minute")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


@dataclass
class Watched:
    """A page, with everything that must not happen on it."""

    page: Page
    server: Server
    problems: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def visit(self, address: str) -> Page:
        self.page.goto(self.server.url + address)
        self.page.locator("h1, h4").first.wait_for(timeout=30_000)
        return self.page


@contextmanager
def serve(home: Path) -> Iterator[Server]:
    server = Server(home)
    try:
        yield server
    finally:
        server.stop()
        _end_workers(home)


def _end_workers(home: Path) -> None:
    """Ends supervisors and workers that live on for this home, as they should."""
    for process in psutil.process_iter(["cmdline"]):
        if any(str(home) in word for word in process.info["cmdline"] or ()):
            with suppress(psutil.Error):
                process.kill()


def run_id(page: Page) -> str:
    """Of the run that a page shows, from its address."""
    return page.url.rpartition("run=")[2]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serve(tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Server]:
    with serve(tmp_path) as running:
        yield running


@pytest.fixture
def fake_runs(server: Server) -> FakeRuns:
    return FakeRuns(server.home)


def browser_path() -> str | None:
    """A Chromium of this machine; None for Playwright's own."""
    found = (os.environ.get("LIEAUG_CHROMIUM"), "/usr/bin/chromium", *map(shutil.which, ("chromium", "google-chrome")))
    return next((name for name in found if name and Path(name).exists()), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Watched]]:
    """Opens a page that must stay free of errors and of requests to anywhere else; checked when the test ends."""
    opened: list[Watched] = []

    def open_one(server: Server, *, width: int = 1280, dark: bool = False, first_visit: bool = False) -> Watched:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light"
        )
        if not first_visit:  # else the tour would begin
            context.add_init_script("localStorage.setItem('lieaug.tour', 'seen')")
        watched = Watched(context.new_page(), server)
        watched.page.on("pageerror", lambda error: watched.problems.append(str(error)))
        watched.page.on("console", lambda message: _note(watched, message.type, message.text, message.location))
        watched.page.on("request", lambda request: _note_request(watched, request.url))
        opened.append(watched)
        return watched

    yield open_one
    for watched in opened:
        watched.page.context.close()
        assert watched.problems == []
        assert watched.outside == []


def _note(watched: Watched, kind: str, text: str, location: object) -> None:
    # The front end looks for its base path below the page's own, and finds it at the second try.
    harmless = "404" in text and any(end in str(location) for end in ("_stcore/health", "_stcore/host-config"))
    if kind == "error" and not harmless:
        watched.problems.append(f"{text} {location}")


def _note_request(watched: Watched, url: str) -> None:
    if not url.startswith((watched.server.url, "data:", "blob:", watched.server.url.replace("http", "ws"))):
        watched.outside.append(url)
