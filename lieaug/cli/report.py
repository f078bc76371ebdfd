"""Results and runs as tables at the terminal."""

import math
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from lieaug.runs import RunSummary
from lieaug.schema import Discovery, GeneratorFinding, PredictorComparison


def show_discovery(result: Discovery, console: Console) -> None:
    """The verdict in one sentence, and what it rests on."""
    console.print(result.sentence, style="bold", highlight=False)
    table = Table("generator", "verdict", "extent", "loss ratio", "interval", box=box.SIMPLE)
    for finding in result.generators:
        low, high = finding.loss_ratio_interval
        table.add_row(
            finding.name, finding.verdict, _extent(finding), f"{finding.loss_ratio:#.3g}", f"{low:#.3g} to {high:#.3g}"
        )
    if result.generators:
        console.print(table)
    console.print(_predictor(result.predictor), highlight=False)
    for warning in result.warnings:
        console.print(f"Note: {warning}", highlight=False)


def show_runs(summaries: Sequence[RunSummary], console: Console) -> None:
    """One line a run."""
    table = Table("run", "state", "title", "task", "progress", "verdict", "algebra", "time", box=box.SIMPLE)
    for run in summaries:
        state = f"{run.state} ({run.queue_position})" if run.queue_position else run.state
        progress = f"{run.step}/{run.total}" if run.total else ""
        cells = (run.id, state, run.title, run.task, progress, run.verdict or "", run.algebra or "")
        table.add_row(*cells, duration(run.duration))
    console.print(table)


def duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _extent(finding: GeneratorFinding) -> str:
    if not finding.compact:
        return f"{finding.extent:.2f}"
    return f"{finding.extent:.2f} rad ({math.degrees(finding.extent):.0f}°)"


def _predictor(comparison: PredictorComparison) -> str:
    parts = [f"{comparison.with_:.4g} with the learned augmentation", f"{comparison.without:.4g} without"]
    if comparison.known is not None:
        parts.append(f"{comparison.known:.4g} with the true one")
    return f"Held-out {comparison.metric}: {', '.join(parts)}"
