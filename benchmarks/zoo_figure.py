"""Draws the verdicts over rows and noise, from the grid of `benchmarks.zoo`, for the README.

    python -m benchmarks.zoo_figure --records benchmarks/zoo.jsonl --out assets/readme/verdicts.png

Needs a browser (Playwright's, or Debian's at /usr/bin/chromium) to turn the figure into a picture.
"""

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
from playwright.sync_api import sync_playwright
from plotly.subplots import make_subplots

from lieaug.figures.theme import VERDICT_COLOURS

CHROMIUM = Path("/usr/bin/chromium")
SIZE = {"width": 900, "height": 460}


def figure(records: list[dict[str, Any]]) -> go.Figure:
    """Shares of the four verdicts: above with an exact symmetry, below without any; a column for each noise."""
    noises = sorted({r["task"]["noise"] for r in records})
    rows = sorted({r["task"]["rows"] for r in records})
    titles = [f"noise {100 * noise:.0f} % of the target" for noise in noises]
    drawn = make_subplots(2, len(noises), shared_xaxes=True, shared_yaxes=True, subplot_titles=titles)
    for line, exact in enumerate((True, False), start=1):
        for column, noise in enumerate(noises, start=1):
            chosen = [r for r in records if r["task"]["noise"] == noise and bool(r["true_dimension"]) == exact]
            for verdict, colour in VERDICT_COLOURS.items():
                cells = [[r["verdict"] == verdict for r in chosen if r["task"]["rows"] == count] for count in rows]
                bars = go.Bar(
                    x=[f"{count:,}" for count in rows],
                    y=[100 * sum(cell) / max(len(cell), 1) for cell in cells],
                    name=verdict,
                    marker_color=colour,
                    showlegend=line == column == 1,
                    legendgroup=verdict,
                )
                drawn.add_trace(bars, row=line, col=column)
    drawn.update_layout(
        barmode="stack", template="plotly_white", font_size=14, width=SIZE["width"], height=SIZE["height"],
        margin={"t": 40, "l": 70, "r": 10, "b": 50}, legend={"orientation": "h", "y": -0.12, "traceorder": "normal"},
    )  # fmt: skip
    drawn.update_yaxes(title_text="exact symmetry [%]", row=1, col=1)
    drawn.update_yaxes(title_text="no symmetry [%]", row=2, col=1)
    drawn.update_xaxes(title_text="rows", row=2)
    return drawn


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=Path, default=Path("benchmarks/zoo.jsonl"))
    parser.add_argument("--out", type=Path, default=Path("assets/readme/verdicts.png"))
    arguments = parser.parse_args()
    lines = arguments.records.read_text().splitlines()
    records = [r for r in map(json.loads, lines) if r["group"] == "grid" and "error" not in r]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = Path(folder) / "figure.html"
        figure(records).write_html(page_file, include_plotlyjs=True, config={"displayModeBar": False})
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM) if CHROMIUM.exists() else None, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport=SIZE, device_scale_factor=2)  # pyright: ignore[reportArgumentType]
        page.goto(page_file.as_uri())
        page.wait_for_selector(".main-svg")
        page.screenshot(path=arguments.out)
        browser.close()


if __name__ == "__main__":
    main()
