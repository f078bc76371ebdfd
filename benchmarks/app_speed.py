"""How fast is the app, how heavy, and does watching a run slow it? Measured in a real headless browser.

    python -m benchmarks.app_speed [--repeat 5] [--steps 6000]

Needs the development requirements (Playwright and a Chromium). Watched and unwatched runs take turns.
"""

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median, stdev

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

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
        page.get_by_role("link", name=act, exact=True).click()
    page.locator("h1", has_text=heading).wait_for(timeout=60_000)
    return time.perf_counter() - begun


def wait_for(store: RunStore, run_id: str) -> float:
    """Waits for a run to end; returns the seconds that its result reports."""
    while not store.open(run_id).status().is_over:
        time.sleep(0.5)
    result = store.open(run_id).result()
    assert result is not None, "the run finished"
    return result.seconds


def pages(browser: Browser, home: Path, repeat: int) -> list[tuple[str, list[float], str]]:
    """First page on a fresh server, page switches, memory."""
    first, switches, memory, torch = [], [], [], []
    for _ in range(repeat):
        app = App(home)
        page = browser.new_page()
        first.append(seconds_until_heading(page, app.url, "symmetries"))
        for _ in range(3):
            switches.append(seconds_until_heading(page, "Runs", "Runs"))
            switches.append(seconds_until_heading(page, "Discover", "symmetries"))
        page.goto(f"{app.url}/?run=latest")
        page.wait_for_timeout(3000)
        memory.append(app.megabytes)
        torch.append(app.has_torch)
        page.close()
        app.stop()
    return [
        ("first page after the server is up [s]", first, "<= 2"),
        ("switching pages [s]", switches, "<= 0.5"),
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
        page = browser.new_page()
        page.goto(f"{app.url}/?run={run_id}")
        ratios.append(wait_for(store, run_id) / unwatched)
        page.close()
    app.stop()
    return "a run's time, watched over unwatched", ratios, "<= 1.05"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--steps", type=int, default=6000, help="of a watched run; 0 leaves that measurement out")
    arguments = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="lieaug-bench-"))
    os.environ["LIEAUG_HOME"] = str(home)
    store = RunStore(home)
    quick = {"task": {"kind": "two-body"}, "preset": "quick", "seeds": 2, "device": "cpu"}
    wait_for(store, store.submit(DiscoveryConfig.parse(quick)))
    executable = os.environ.get("LIEAUG_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        rows = pages(browser, home, arguments.repeat)
        rows += dragging(browser, home)
        if arguments.steps:
            rows.append(watching(browser, home, arguments.repeat, arguments.steps))
        browser.close()
    print("| what | median | spread | goal |\n|---|---|---|---|")
    for name, values, goal in rows:
        spread = f"± {stdev(values):.2g}" if len(values) > 1 else ""
        print(f"| {name} | {median(values):.3g} | {spread} | {goal} |", flush=True)
    shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
