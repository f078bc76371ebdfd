"""How fast is the app, how heavy, and does watching a run slow it? Measured in a real headless browser.

    python -m benchmarks.app_speed [--repeat 5] [--steps 6000] [--sessions 20] [--only PART ...]

Needs the development requirements (Playwright and a Chromium). Watched and unwatched runs take turns.
"""

import argparse
import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median, quantiles, stdev

import psutil
import websockets
from playwright.sync_api import Browser, Page, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.typing import Origin, Subprotocol

from lieaug.runs.store import RunStore
from lieaug.schema import DiscoveryConfig

ROOT = Path(__file__).parents[1]


class App:
    """The app on a free port, with a home of its own."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.headless", "true"]
        self.process = subprocess.Popen(
            [*command, "--server.port", str(port)],
            cwd=ROOT,
            env={**os.environ, "LIEAUG_HOME": str(home)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while True:
            try:
                urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5).close()
                return
            except OSError:
                time.sleep(0.05)

    @property
    def megabytes(self) -> float:
        return psutil.Process(self.process.pid).memory_info().rss / 1e6

    @property
    def has_torch(self) -> bool:
        return any("torch" in region.path for region in psutil.Process(self.process.pid).memory_maps())

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()


def seconds_until_heading(page: Page, act: str, heading: str) -> float:
    """Time from a click on a link (or a visit) until the page's heading is there."""
    begun = time.perf_counter()
    if act.startswith("http"):
        page.goto(act)
    else:
        page.get_by_test_id("stTopNavLink").filter(has_text=act).click()
    page.locator("h1", has_text=heading).wait_for(timeout=60_000)
    return time.perf_counter() - begun


PAGES = {
    "My data": "do your data have",
    "Generators": "Generators",
    "Orbits": "Orbits",
    "Diagnostics": "Diagnostics",
    "Runs": "Runs",
    "Compare": "Compare",
    "Learn": "Learn",
    "Glossary": "words mean",
    "Discover": "does a task have",
}
"""What the bar calls every page, and words of its heading."""

RECORD = """() => {
  // Notes every moment at which the line of progress changes, as the eye would see it.
  const line = document.querySelector(".st-key-progress");
  window.moments = [];
  let was = line.innerText;
  new MutationObserver(() => {
    if (line.innerText === was) return;
    was = line.innerText;
    window.moments.push(performance.now());
  }).observe(line, { childList: true, characterData: true, subtree: true });
}"""


def quiet(browser: Browser) -> Page:
    """A page of a new visitor who has declined the tour."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script("localStorage.setItem('lieaug.tour', 'seen')")
    return context.new_page()


def every_switch(browser: Browser, home: Path, repeat: int) -> list[tuple[str, list[float], str]]:
    """From page to page through the whole bar, with a finished run to study; the first round only warms up."""
    app, seconds = App(home), dict[str, list[float]]()
    page = quiet(browser)
    seconds_until_heading(page, app.url, PAGES["Discover"])
    for turn in range(repeat + 1):
        for name, heading in PAGES.items():
            spent = seconds_until_heading(page, name, heading)
            page.wait_for_timeout(700)  # let it draw to its end, so that the next click meets a page at rest
            if turn:
                seconds.setdefault(name, []).append(spent)
    page.context.close()
    app.stop()
    return [(f"click to heading of {name} [s]", values, "<= 0.5") for name, values in seconds.items()]


def refreshing(browser: Browser, home: Path, repeat: int, steps: int) -> tuple[str, list[float], str]:
    """Server time of one refresh of a live page, everything that the server does besides included."""
    store, app, costs = RunStore(home), App(home), []
    config = DiscoveryConfig.parse({"task": {"kind": "two-body"}, "seeds": 1, "steps": 20 * steps, "device": "cpu"})
    run_id = store.submit(config)
    page = quiet(browser)
    page.goto(f"{app.url}/?run={run_id}")
    page.locator(".st-key-heatmaps .plot").first.wait_for(timeout=120_000)
    page.evaluate(RECORD)
    server = psutil.Process(app.process.pid)
    for _ in range(repeat):
        before, seen = sum(server.cpu_times()[:2]), page.evaluate("() => window.moments.length")
        page.wait_for_timeout(10_000)
        refreshes = page.evaluate("() => window.moments.length") - seen
        costs.append(1000 * (sum(server.cpu_times()[:2]) - before) / max(refreshes, 1))
    store.cancel(run_id)
    page.context.close()
    app.stop()
    return "server time of a live refresh [ms]", costs, "<= 50"


def sessions(home: Path, count: int, steps: int, seconds: float = 30.0) -> list[tuple[str, list[float], str]]:
    """How long refreshes take while so many sessions watch one run, and how big the server is then.

    Each session speaks the protocol of the front end and asks for the live part once a second, as a browser does;
    so many browsers would spend both cores of a small machine on drawing.
    """
    store, app = RunStore(home), App(home)
    config = DiscoveryConfig.parse({"task": {"kind": "two-body"}, "seeds": 1, "steps": 20 * steps, "device": "cpu"})
    run_id = store.submit(config)
    while store.open(run_id).read_snapshot() is None:
        time.sleep(0.5)
    server = psutil.Process(app.process.pid)
    before = sum(server.cpu_times()[:2])
    waits = asyncio.run(_watch(app.url, run_id, count, seconds))
    busy = (sum(server.cpu_times()[:2]) - before) / seconds
    memory = app.megabytes
    store.cancel(run_id)
    app.stop()
    who = f"{count} sessions watch one run"
    return [
        (f"{who}: refresh asked for to last word, median [s]", [median(waits)], ""),
        (f"{who}: the same, p95 [s]", [quantiles(waits, n=20)[-1]], "<= 1"),
        (f"{who}: server memory [MB]", [memory], "<= 700"),
        (f"{who}: cores that the server takes, the first pages included", [busy], ""),
    ]


async def _watch(url: str, run_id: str, count: int, seconds: float) -> list[float]:
    found = await asyncio.gather(*(_one_session(url, run_id, place / count, seconds) for place in range(count)))
    return [wait for waits in found for wait in waits]


async def _one_session(url: str, run_id: str, delay: float, seconds: float) -> list[float]:
    """Opens the page of a run, then asks for its live part once a second; returns how long each answer took [s]."""
    await asyncio.sleep(2 * delay)
    address = url.replace("http", "ws") + "/_stcore/stream"
    async with websockets.connect(
        address, max_size=None, origin=Origin(url), subprotocols=[Subprotocol("streamlit")]
    ) as socket:
        await socket.send(_ask(run_id))
        live = (await _answer(socket))[-1]
        end, waits = time.perf_counter() + seconds, []
        while time.perf_counter() < end:
            begun = time.perf_counter()
            await socket.send(_ask(run_id, live))
            await _answer(socket)
            waits.append(time.perf_counter() - begun)
            await asyncio.sleep(max(1 - waits[-1], 0))
    return waits


def _ask(run_id: str, fragment: str = "", *, page: str = "") -> bytes:
    message = BackMsg()
    message.rerun_script.query_string = f"run={run_id}"
    message.rerun_script.page_name = page
    message.rerun_script.fragment_id = fragment
    return message.SerializeToString()


async def _answer(socket: websockets.ClientConnection) -> list[str]:
    """Everything up to the end of the script; returns the parts of the page that want to be asked for again."""
    live = []
    while True:
        message = ForwardMsg.FromString(await socket.recv(decode=False))
        kind = message.WhichOneof("type")
        if kind == "auto_rerun":
            live.append(message.auto_rerun.fragment_id)
        if kind == "script_finished":
            return live


def wait_for(store: RunStore, run_id: str) -> float:
    """Waits for a run to end; returns the seconds that its result reports."""
    while not store.open(run_id).status().is_over:
        time.sleep(0.5)
    result = store.open(run_id).result()
    assert result is not None, "the run finished"
    return result.seconds


def pages(browser: Browser, home: Path, repeat: int) -> list[tuple[str, list[float], str]]:
    """First page on a fresh server, and its memory."""
    first, memory, torch = [], [], []
    for _ in range(repeat):
        app = App(home)
        page = quiet(browser)
        first.append(seconds_until_heading(page, app.url, PAGES["Discover"]))
        page.goto(f"{app.url}/?run=latest")
        page.wait_for_timeout(3000)
        memory.append(app.megabytes)
        torch.append(app.has_torch)
        page.context.close()
        app.stop()
    return [
        ("first page after the server is up [s]", first, "<= 2"),
        ("web server memory after a finished run was shown [MB]", memory, "< 250"),
        ("web servers that loaded torch", [float(sum(torch))], "0"),
    ]


DRAG = """async (step) => {
  const input = document.querySelector(".lieaug-orbits .slider input");
  input.value = Math.sin(step) * input.max;
  const begun = performance.now();
  input.dispatchEvent(new Event("input", { bubbles: true }));
  const answered = performance.now() - begun;
  await new Promise((seen) => requestAnimationFrame(() => setTimeout(seen)));
  return [answered, performance.now() - begun];
}"""


def dragging(browser: Browser, home: Path, run: str = "latest", drags: int = 50) -> list[tuple[str, list[float], str]]:
    """From a drag of a slider of the orbits page until its pictures are made, and until the next frame is seen."""
    app = App(home)
    page = browser.new_page()
    page.goto(f"{app.url}/orbits?run={run}")
    page.locator(".lieaug-orbits .slider").first.wait_for(timeout=60_000)
    page.wait_for_timeout(1500)
    times = [page.evaluate(DRAG, step) for step in range(drags)]
    page.close()
    app.stop()
    return [
        ("slider of the orbits page to pictures made [ms]", [made for made, _ in times], "<= 100"),
        ("the same until the frame is on the screen [ms]", [seen for _, seen in times], "<= 100"),
    ]


def watching(browser: Browser, home: Path, repeat: int, steps: int) -> tuple[str, list[float], str]:
    """Ratio of a run's time watched to unwatched."""
    store, app, ratios = RunStore(home), App(home), []
    config = DiscoveryConfig.parse({"task": {"kind": "two-body"}, "seeds": 1, "steps": steps, "device": "cpu"})
    for _ in range(repeat):
        unwatched = wait_for(store, store.submit(config))
        run_id = store.submit(config)
        page = quiet(browser)
        page.goto(f"{app.url}/?run={run_id}")
        ratios.append(wait_for(store, run_id) / unwatched)
        page.context.close()
    app.stop()
    return "a run's time, watched over unwatched", ratios, "<= 1.05"


PARTS = ("first", "switches", "dragging", "refresh", "sessions", "watching")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--only", nargs="*", default=PARTS, choices=PARTS, help="parts to measure")
    arguments = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="lieaug-bench-"))
    os.environ["LIEAUG_HOME"] = str(home)
    store = RunStore(home)
    quick = {"task": {"kind": "two-body"}, "preset": "quick", "seeds": 2, "device": "cpu"}
    wait_for(store, store.submit(DiscoveryConfig.parse(quick)))
    executable = os.environ.get("LIEAUG_CHROMIUM") or shutil.which("chromium")
    rows: list[tuple[str, list[float], str]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        if "first" in arguments.only:
            rows += pages(browser, home, arguments.repeat)
        if "switches" in arguments.only:
            rows += every_switch(browser, home, arguments.repeat)
        if "dragging" in arguments.only:
            rows += dragging(browser, home)
        if "refresh" in arguments.only:
            rows.append(refreshing(browser, home, arguments.repeat, arguments.steps))
        if "sessions" in arguments.only:
            rows += sessions(home, arguments.sessions, arguments.steps)
        if "watching" in arguments.only:
            rows.append(watching(browser, home, arguments.repeat, arguments.steps))
        browser.close()
    print("| what | median | spread | goal |\n|---|---|---|---|")
    for name, values, goal in rows:
        spread = f"± {stdev(values):.2g}" if len(values) > 1 else ""
        print(f"| {name} | {median(values):.3g} | {spread} | {goal} |", flush=True)
    shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
