"""Named symmetries in words, the same on the page and at the terminal; free of Plotly, which the latter lacks."""

from collections.abc import Sequence

from lieaug.schema import NamedFinding, Verdict

NAMED_VERDICTS: dict[Verdict, str] = {
    "present": "held",
    "approximate": "approximate",
    "absent": "broken",
    "not identifiable": "not identifiable",
}
"""What a verdict is called where a symmetry was assumed and not found."""

SMALLEST_SHARE = 0.02
"""Extents below this share of the full range are called nowhere."""


def counted_words(named: Sequence[NamedFinding]) -> str:
    """How many of them have which verdict, held ones first; nothing if none was asked for.

    A search that cannot tell, among all directions, may stand beside named ones that are told.
    """
    if not named:
        return ""
    verdicts = [finding.verdict for finding in named]
    counts = [f"{verdicts.count(verdict)} {word}" for verdict, word in NAMED_VERDICTS.items() if verdict in verdicts]
    return (
        f"That is the search among all directions. Of {len(named)} asked for by name: {', '.join(counts)}; see below."
    )


def holds_words(finding: NamedFinding) -> str:
    """How far it holds: all the way round, ±40°, nowhere; a dash where the data cannot tell, nothing of mirrors.

    What is broken holds nowhere, though moved data may fit for a while, as small motions cost little.
    """
    if finding.verdict == "not identifiable":
        return "–"
    if not finding.extent_limit:
        return ""
    if finding.verdict == "absent" or finding.extent < SMALLEST_SHARE * finding.extent_limit:
        return "nowhere"
    return finding.span(finding.extent)


def brings_words(finding: NamedFinding) -> str:
    """The change of the error by training with it: −31% (−35% … −27%)."""
    if not finding.matters:
        return "nothing: errors vanish either way"
    return change_words(finding.gain, finding.gain_interval)


def assumed_words(finding: NamedFinding) -> str:
    """The change of the error if it is built in; a dash where that was not measured."""
    if finding.assumed is None or finding.assumed_interval is None:
        return "–"
    return brings_words(finding) if not finding.matters else change_words(finding.assumed, finding.assumed_interval)


def part_words(finding: NamedFinding) -> str:
    """The same over a part of its range; nothing where that was not tried."""
    if finding.part is None or finding.part_gain is None or finding.part_gain_interval is None:
        return ""
    return f"{change_words(finding.part_gain, finding.part_gain_interval)} within {finding.span(finding.part)}"


def change_words(change: float, interval: tuple[float, float]) -> str:
    low, high = (_percent(end) for end in interval)
    return f"{_percent(change)} ({low} … {high})"


def _percent(change: float) -> str:
    if change >= 9.5:
        return f"×{1 + change:.0f}"
    text = f"{change:+.1%}" if abs(change) < 0.1 else f"{change:+.0%}"
    return text.replace("-", "−")


def inputs_words(finding: NamedFinding) -> str:
    """Whether the inputs are symmetric too, with the area under the curve of a classifier that tells moved rows."""
    if finding.distribution_auc is None:
        return "–"
    return f"{'yes' if finding.inputs_symmetric else 'no'} (AUC {finding.distribution_auc:.2f})"


def breaks_words(finding: NamedFinding) -> str:
    """The share of the target's spread that breaks it."""
    return f"{finding.strength:.0%}"
