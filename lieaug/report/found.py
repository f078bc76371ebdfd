"""What was found: the verdict's table, matrices, the algebra, and what is known by name."""

from lieaug.figures.named_words import (
    NAMED_VERDICTS,
    assumed_words,
    breaks_words,
    brings_words,
    holds_words,
    inputs_words,
    part_words,
)
from lieaug.figures.names import motion_name, number
from lieaug.figures.words import Beyond, breaks, reach_with_interval
from lieaug.report.drawings import heatmap_drawing
from lieaug.report.markup import bullets, facts, figure, grid, table, words
from lieaug.report.subject import Subject
from lieaug.schema import Discovery, GeneratorFinding

MOST_ROWS, MOST_PICTURES = 12, 6
LARGEST_MATRIX = 10  # beyond, cells are too small to print


def found(subject: Subject) -> str:
    """Verdict table, matrices, algebra, what is known by name, what lies beyond small motions."""
    result = subject.result
    rows = [
        (motion_name(rank, f.name), f.verdict, reach_with_interval(f), breaks(f), _ratio(f), f.reason)
        for rank, f in enumerate(result.generators[:MOST_ROWS])
    ]
    parts = [table(("Generator", "Verdict", "Holds to", "Breaks", "Loss ratio", "Why"), rows)]
    if result.generators[MOST_ROWS:]:
        parts.append(words("p", f"{len(result.generators) - MOST_ROWS} more are in the JSON card.", class_="soft"))
    parts += [_matrices(subject), _algebra(subject), _beyond(subject), _named(subject)]
    return "".join(parts)


def _ratio(finding: GeneratorFinding) -> str:
    low, high = finding.loss_ratio_interval
    return f"{number(finding.loss_ratio, 3)} ({number(low, 3)} – {number(high, 3)})"


def _matrices(subject: Subject) -> str:
    pictures = heat_maps(subject.result, MOST_PICTURES)
    return words("h3", "Generators in the data's own units") + grid(*pictures) if pictures else ""


def heat_maps(result: Discovery, most: int) -> list[str]:
    """The generators that hold, else the strongest one, as figures; those too large to read are left out."""
    held = [(rank, f) for rank, f in enumerate(result.generators) if f.verdict in ("present", "approximate")]
    shown = [(rank, f) for rank, f in held or enumerate(result.generators[:1]) if len(f.matrix) <= LARGEST_MATRIX]
    return [
        figure(
            heatmap_drawing(f.matrix, result.action, f"Matrix of {motion_name(rank, f.name)}"),
            motion_name(rank, f.name),
        )
        for rank, f in shown[:most]
    ]


def _algebra(subject: Subject) -> str:
    algebra = subject.result.algebra_found
    if algebra is None:
        return ""
    rows = [("Algebra", algebra.name), ("Dimension", f"{algebra.dimension}: {algebra.dimension_reason}")]
    if algebra.dimension > 1:
        signature = "{} positive, {} negative, {} zero".format(*algebra.killing_signature)
        rows += [("Closure residual", f"{algebra.closure_residual:.3f}"), ("Killing form", signature)]
    rows.append(("Named algebra", f"{algebra.angle_degrees:.1f}° away"))
    return words("h3", "What they form together") + facts(rows)


def _beyond(subject: Subject) -> str:
    beyond = Beyond.of(subject.result.components)
    lines = []
    if beyond.holding:
        lines.append("Also holds: " + ", ".join(component.name for component in beyond.holding) + ".")
    if beyond.undecided:
        lines.append("Not decided: " + ", ".join(component.name for component in beyond.undecided) + ".")
    return words("h3", "Beyond small motions") + bullets(lines) if lines else ""


def _named(subject: Subject) -> str:
    named = subject.result.named
    if not named:
        return ""
    heads = ("Symmetry", "Verdict", "Holds to", "Breaks", "Training with it", "Building it in", "In part", "Inputs?")
    rows = [
        (
            f.name, NAMED_VERDICTS[f.verdict], holds_words(f), breaks_words(f), brings_words(f), assumed_words(f),
            part_words(f), inputs_words(f),
        )
        for f in named
    ]  # fmt: skip
    return words("h3", "The symmetries people expect") + table(heads, rows)
