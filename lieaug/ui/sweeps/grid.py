"""A sweep as a grid: a row for each combination of settings, a column for each seed, a square for each run."""

from collections.abc import Mapping
from html import escape

from lieaug.runs.summary import RunSummary
from lieaug.runs.sweeps import Sweep
from lieaug.schema import ACTIVE_STATES, METHOD_CARDS, algebra_and_dimension
from lieaug.ui.words import STATES, VERDICTS


def grid_html(sweep: Sweep, runs: Mapping[str, RunSummary]) -> str:
    """The grid as an HTML table; each square has a mark, a word for those who cannot see it, and leads to its run."""
    places = {(cell.name, cell.config.seed): cell.run for cell in sweep.cells}
    head = "".join(f'<th scope="col">{seed}</th>' for seed in sweep.seeds)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(_square(runs.get(places.get((name, seed), "")), (name, seed) in places) for seed in sweep.seeds)
        + "</tr>"
        for name in sweep.names
    )
    return (
        '<div class="lieaug-sweep" role="region" aria-label="Runs of this sweep" tabindex="0"><table>'
        f'<thead><tr><th scope="col">seed</th>{head}</tr></thead><tbody>{body}</tbody></table></div>{_KEY}'
    )


def _square(run: RunSummary | None, planned: bool) -> str:
    if run is None:
        return '<td><span class="missing" title="not submitted">·</span></td>' if planned else "<td></td>"
    sign = VERDICTS[run.verdict] if run.verdict is not None else STATES[run.state]
    kind = (run.verdict or run.state).replace(" ", "-")
    if run.verdict is None and run.dimension is not None:
        return _link(
            run, kind, str(run.dimension), f"{METHOD_CARDS[run.method].title} found {run.dimension}, no verdict"
        )
    share = f" {run.step / run.total:.0%}" if run.total and run.state in ACTIVE_STATES else ""
    words = f"{sign.word}{share}" + (
        f", {algebra_and_dimension(run.algebra or '', run.dimension)}" if run.dimension else ""
    )
    mark = f"{run.step / run.total:.0%}" if share else sign.mark
    return _link(run, kind, mark, words)


def _link(run: RunSummary, kind: str, mark: str, words: str) -> str:
    return (
        f'<td><a class="{kind}" href="./?run={escape(run.id, quote=True)}" target="_self" title="{escape(words)}" '
        f'aria-label="{escape(words)}">{escape(mark)}</a></td>'
    )


_KEY = (
    '<p class="lieaug-sweep-key">'
    + " ".join(
        f'<span><i class="{verdict.replace(" ", "-")}">{sign.mark}</i> {sign.word}</span>'
        for verdict, sign in VERDICTS.items()
    )
    + ' <span><i class="finished">1</i> found by a method without verdict</span></p>'
)
