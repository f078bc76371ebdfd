"""Results and runs as tables at the terminal."""

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from lieaug.figures.named_words import (
    NAMED_VERDICTS,
    assumed_words,
    breaks_words,
    brings_words,
    holds_words,
    inputs_words,
    part_words,
)
from lieaug.figures.words import (
    NO_VERDICT,
    Beyond,
    breaks,
    class_reach,
    classes_that_matter,
    rates_sentence,
    reach_with_interval,
)
from lieaug.runs import RunSummary
from lieaug.schema import (
    AlgebraFinding,
    ComponentFinding,
    Discovery,
    GeneratorFinding,
    MethodResult,
    PredictorComparison,
    verdict_rates,
)

MOST_BY_CLASS = 3  # generators
MOST_CLASSES = 12


def show_outcome(result: Discovery | MethodResult, console: Console) -> None:
    """Whatever a run has come to."""
    if isinstance(result, Discovery):
        show_discovery(result, console)
    else:
        show_method(result, console)


def show_method(result: MethodResult, console: Console) -> None:
    """What another method found; nothing has tested it, and so there is no verdict."""
    console.print(f"{result.sentence}. {NO_VERDICT}", style="bold", highlight=False)
    if result.told:
        console.print(result.told, highlight=False)
    table = Table("seed", "generator", "reaches", "off the truth by", box=box.SIMPLE)
    for model in result.models:
        truth = model.angle_to_truth_degrees
        for place, generator in enumerate(model.generators):
            angle = "" if place or truth is None else f"{truth:.1f}°"
            table.add_row("" if place else str(model.seed), generator.name, f"{generator.extent:.3g}", angle)
    if table.row_count:
        console.print(table)
    console.print(_predictor(result.predictor, "by this method"), highlight=False)
    console.print(f"CPU time of the method: {result.seconds:.1f} s", highlight=False)
    for warning in result.warnings:
        console.print(f"Note: {warning}", highlight=False)


def show_discovery(result: Discovery, console: Console) -> None:
    """The verdict in one sentence, and what it rests on."""
    console.print(result.sentence, style="bold", highlight=False)
    table = Table("generator", "verdict", "holds to", "breaks", "loss ratio", box=box.SIMPLE)
    for finding in result.generators:
        low, high = finding.loss_ratio_interval
        ratio = f"{finding.loss_ratio:#.3g} ({low:#.3g} to {high:#.3g})"
        table.add_row(finding.name, finding.verdict, reach_with_interval(finding), breaks(finding), ratio)
    if result.generators:
        console.print(table)
    for _, finding in classes_that_matter(result.generators)[:MOST_BY_CLASS]:
        console.print(_by_class(finding), highlight=False)
    if result.algebra_found is not None:
        console.print(_algebra(result.algebra_found), highlight=False)
    for line in _components(result.components):
        console.print(line, highlight=False)
    console.print(_predictor(result.predictor), highlight=False)
    if result.named or result.advice:
        show_named(result, console)
    for warning in result.warnings:
        console.print(f"Note: {warning}", highlight=False)
    console.print(rates_sentence(result, verdict_rates()), style="dim", highlight=False)


def show_named(result: Discovery, console: Console) -> None:
    """The symmetries that people expect by name, then what to do about them."""
    table = Table("expected symmetry", "verdict", "holds to", "breaks", box=box.SIMPLE)
    for column in ("training with it", "building it in", "in part", "inputs symmetric?"):
        table.add_column(column)
    for finding in result.named:
        first = (finding.name, NAMED_VERDICTS[finding.verdict], holds_words(finding), breaks_words(finding))
        costs = (brings_words(finding), assumed_words(finding), part_words(finding))
        table.add_row(*first, *costs, inputs_words(finding))
    if result.named:
        console.print(table)
    console.print("What to do:", style="bold", highlight=False)
    for sentence in result.advice:
        console.print(f"- {sentence}", highlight=False)


def show_runs(summaries: Sequence[RunSummary], console: Console) -> None:
    """One line a run."""
    table = Table("run", "state", "title", "task", "progress", "verdict", "algebra", "time", box=box.SIMPLE)
    for run in summaries:
        state = f"{run.state} ({run.queue_position})" if run.queue_position else run.state
        progress = f"{run.step}/{run.total}" if run.total else ""
        judged = run.verdict or ("" if run.dimension is None else f"found {run.dimension}")
        cells = (run.id, state, run.title, run.task, progress, judged, run.algebra or "")
        table.add_row(*cells, duration(run.duration))
    console.print(table)


def duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def _algebra(found: AlgebraFinding) -> str:
    """Name, parts and what speaks for them, in one line."""
    parts = [f"dimension {found.dimension}"]
    if found.dimension > 1:
        parts.append(f"closure residual {found.closure_residual:.3f}")
    if found.dimension > 1 and found.closed_angle_degrees is not None:
        parts.append(f"{found.closed_angle_degrees:.1f}° from the nearest closed algebra")
    if found.spectrum_angle_degrees is not None:
        parts.append(f"{found.spectrum_angle_degrees:.1f}° from what the plain predictor tolerates")
    return f"Algebra {found.name}: {', '.join(parts)}"


def _by_class(finding: GeneratorFinding) -> str:
    """How far each class tolerates one generator, those that tolerate least first."""
    ordered = sorted(finding.classes, key=lambda found: found.extent)
    parts = [f"{found.name}: {class_reach(finding, found)}" for found in ordered[:MOST_CLASSES]]
    more = f", and {len(ordered) - MOST_CLASSES} more classes" if ordered[MOST_CLASSES:] else ""
    return f"By class, {finding.name}: {', '.join(parts)}{more}"


def _components(components: Sequence[ComponentFinding]) -> Iterator[str]:
    """What holds beyond small motions, and what cannot be decided; elements that follow or fail are left out."""
    found = Beyond.of(components)
    if found.holding:
        yield f"Also holds: {_names(found.holding)}"
    if found.undecided:
        yield f"Not decided: {_names(found.undecided)} ({found.undecided[0].reason})"


def _names(components: Sequence[ComponentFinding]) -> str:
    return ", ".join(component.name for component in components)


def _predictor(comparison: PredictorComparison, learned: str = "with the learned augmentation") -> str:
    parts = [f"{comparison.with_:.4g} {learned}", f"{comparison.without:.4g} without"]
    if comparison.known is not None:
        parts.append(f"{comparison.known:.4g} with the true one")
    unit = f" [{comparison.unit}]" if comparison.unit else ""
    return f"Held-out {comparison.metric}{unit}: {', '.join(parts)}"
