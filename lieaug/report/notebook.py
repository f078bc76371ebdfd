"""A discovery as a cell of a notebook shows it: one small card of HTML, without scripts and without anything to fetch.

Notebooks have themes of their own. Ink is whatever the page writes with, and every other colour is a variable whose
fallback is the light palette, so that a host which drops the style sheet (untrusted notebooks) still shows it all.
"""

import re
from collections.abc import Sequence

from lieaug.figures.names import motion_name, number
from lieaug.figures.theme import DARK_TWIN, SLATE, VERDICT_COLOURS
from lieaug.figures.words import reach
from lieaug.report import svg
from lieaug.report.drawings import heatmap_drawing
from lieaug.report.found import heat_maps
from lieaug.report.markup import bullets, facts, figure, grid, tag, words
from lieaug.schema import Discovery, GeneratorFinding
from lieaug.schema.augmentation import AugmentationPlan, Motion
from lieaug.schema.base import Verdict
from lieaug.schema.result import PredictorComparison, algebra_and_dimension

MOST_BARS, MOST_MATRICES = 9, 4
LARGEST_MATRIX = 10
NAMES, BAR, ROW = 200, 220, 22  # pixels

_ON_STRONG, _ON_STRONG_DARK = "#FFFFFF", "#10161E"  # numbers on the ends of the colour scale
_TWINS = {**DARK_TWIN, _ON_STRONG: _ON_STRONG_DARK}
_COLOUR = re.compile(r'(?<=")(' + "|".join(_TWINS) + r')(?=")')
_DARK_HOSTS = (
    '[data-jp-theme-light="false"]', ".vscode-dark", '[theme="dark"]', '[data-theme="dark"]',
    '[data-md-color-scheme="slate"]',
)  # fmt: skip
"""How JupyterLab, VS Code, Colab, PyData's and Material's sites say that they are dark."""


def discovery_card(result: Discovery) -> str:
    """Verdict in words, algebra, extents as bars, matrices as heat maps, and what the augmentation brought."""
    shown = result.generators[:MOST_BARS]
    parts = [
        _head(result.verdict, f"{result.task}: {result.action} → {result.output}"),
        tag("p", words("strong", result.sentence)),
        facts(_facts(result)),
        tag("figure", words("figcaption", "How far each generator holds"), extents_drawing(shown)),
    ]
    if result.generators[MOST_BARS:]:
        parts.append(words("p", f"{len(result.generators) - MOST_BARS} weaker ones are in .generators.", class_="soft"))
    parts += [grid(*heat_maps(result, MOST_MATRICES)), _warnings(result.warnings)]
    return _card(*parts)


def augmentation_card(plan: AugmentationPlan) -> str:
    """What the augmentation moves, how far, and where it comes from."""
    card = plan.card
    rows = [("Moves", f"{card.action} → {card.output}"), ("Algebra", card.algebra)]
    rows += [(motion_name(rank, motion.name), _range_words(motion)) for rank, motion in enumerate(card.motions)]
    rows.append((f"Held-out {card.metric}", f"{number(card.with_, 3)} with, {number(card.without, 3)} without"))
    # Beside a learned motion of outputs stands one matrix for inputs and outputs: coordinates have no names then.
    action = "" if card.output == "learned" else card.action
    pictures = [
        figure(heatmap_drawing(matrix.tolist(), action, f"Matrix of {motion.name}"), motion_name(rank, motion.name))
        for rank, (matrix, motion) in enumerate(zip(plan.basis, card.motions, strict=True))
        if len(matrix) <= LARGEST_MATRIX
    ]
    return _card(_head(card.verdict, f"Augmentation from {card.task}"), facts(rows), grid(*pictures[:MOST_MATRICES]))


def extents_drawing(findings: Sequence[GeneratorFinding]) -> str:
    """A bar for each generator over its full range, with its reach and its verdict in words beside it."""
    parts = []
    for rank, finding in enumerate(findings):
        y, colour = ROW * rank + 3, VERDICT_COLOURS[finding.verdict]
        share = min(finding.extent / finding.extent_limit, 1.0) if finding.extent_limit else 0.0
        said = finding.verdict if reach(finding) == "–" else f"{reach(finding)}, {finding.verdict}"
        parts.append(svg.text(_short(motion_name(rank, finding.name)), (NAMES - 8, y + 12), anchor="end"))
        parts.append(svg.box((NAMES, y), (BAR, ROW - 7), SLATE, opacity=0.2))
        parts.append(svg.box((NAMES, y), (share * BAR, ROW - 7), colour))
        parts.append(svg.text(said, (NAMES + BAR + 8, y + 12)))
    alt = "; ".join(f"{motion_name(rank, f.name)} {f.verdict}, {reach(f)}" for rank, f in enumerate(findings))
    return svg.drawing(parts, NAMES + BAR + 240, ROW * len(findings) + 4, f"How far each generator holds: {alt}")


def _facts(result: Discovery) -> list[tuple[str, str]]:
    rows = [("Algebra", algebra_and_dimension(result.algebra, result.dimension))] if result.dimension else []
    spread = f", whose directions agree to {number(result.seed_agreement_degrees)}°" if result.seeds > 1 else ""
    seeds = f"{result.seeds} {'seeds' if result.seeds > 1 else 'seed'}{spread}"
    return [*rows, (f"Held-out {result.predictor.metric}", _quality(result.predictor)), ("Trained", seeds)]


def _quality(predictor: PredictorComparison) -> str:
    values = [("with it", predictor.with_), ("without", predictor.without), ("with the true one", predictor.known)]
    said = ", ".join(f"{number(value, 3)} {name}" for name, value in values if value is not None)
    return f"{said} [{predictor.unit}]" if predictor.unit else said


def _range_words(motion: Motion) -> str:
    if abs(motion.below - motion.above) < 1e-9:
        return f"±{number(motion.above, 3)}, {motion.verdict}"
    return f"−{number(motion.below, 3)} … +{number(motion.above, 3)}, {motion.verdict}"


def _head(verdict: Verdict, about: str) -> str:
    badge = words("span", verdict, class_="badge", style=f"border-color:{_variable(VERDICT_COLOURS[verdict])}")
    return tag("p", badge, words("span", about, class_="soft"))


def _warnings(warnings: Sequence[str]) -> str:
    if not warnings:
        return ""
    said = f"{len(warnings)} {'warning' if len(warnings) == 1 else 'warnings'}"
    return tag("details", words("summary", said), bullets(warnings))


def _short(name: str, most: int = 30) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _card(*parts: str) -> str:
    drawn = _COLOUR.sub(lambda found: _variable(found[1]), "".join(parts)).replace(f'"{svg.INK}"', '"currentColor"')
    return tag("div", f"<style>{_style()}</style>", drawn, class_="lieaug")


def _variable(colour: str) -> str:
    """The colour in a light page; its dark twin where the style sheet below says so."""
    return f"var(--la-{colour[1:]},{colour})"


def _style() -> str:
    dark = "".join(f"--la-{light[1:]}:{twin};" for light, twin in _TWINS.items())
    return (
        ".lieaug{max-width:46rem;font-size:13px;line-height:1.45}"
        ".lieaug p{margin:.3rem 0}.lieaug .soft{opacity:.75}"
        ".lieaug .badge{border:2px solid;border-radius:1rem;padding:0 .6rem;margin-right:.6rem;font-weight:600}"
        ".lieaug table{border-collapse:collapse;margin:.3rem 0;font-size:inherit}"
        ".lieaug th,.lieaug td{text-align:left;padding:.1rem .8rem .1rem 0;background:none}.lieaug th{font-weight:600}"
        ".lieaug figure{margin:.4rem 0}.lieaug svg{max-width:100%;height:auto}"
        ".lieaug .grid{display:flex;flex-wrap:wrap;gap:.3rem 1.5rem}"
        f"{','.join(f'{host} .lieaug' for host in _DARK_HOSTS)}{{{dark}}}"
    )
