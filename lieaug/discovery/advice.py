"""What to do with named symmetries, in words: which augmentation to use, within which range, and which would hurt."""

from collections.abc import Iterator, Sequence
from typing import Literal

from lieaug.schema import NamedFinding

MOST_NAMED = 6
"""Symmetries that one sentence lists."""

SHIFT = "the labels do not change under it, but the inputs are not spread evenly: it adds something that the data lack"
EVEN = "the inputs are already symmetric, so that it adds little"


def advise(named: Sequence[NamedFinding], kind: Literal["regression", "classification"]) -> list[str]:
    """A sentence for each thing to do, what helps most first.

    Args:
        named: All findings of a battery.
        kind: Of the targets; errors of numbers are root mean squares, of classes cross entropies.
    """
    error = "error" if kind == "regression" else "loss"
    if not named:
        return ["No symmetry of this action has a name that could be tested; write how the output moves instead."]
    sentences = [*_use(named, error), *_in_part(named, error), *_hold(named, error), *_avoid(named, error)]
    return [*sentences, *_contradicted(named), *_untestable(named)]


def _use(named: Sequence[NamedFinding], error: str) -> Iterator[str]:
    """What holds and surely helps; a set that does both speaks for its members."""
    useful = [f for f in named if f.verdict in ("present", "approximate") and f.helps]
    for finding in sorted(useful, key=lambda f: f.gain):
        if _in_a_set(finding, useful):
            continue
        where = f", {finding.span(finding.extent_limit)}" if finding.extent_limit else ""
        text = f"Use {finding.name}{where}: expect {change_words(finding.gain, finding.gain_interval, error)}"
        if finding.inputs_symmetric is not None and finding.verdict == "present":
            text += f"; {EVEN if finding.inputs_symmetric else SHIFT}"
        elif finding.verdict == "approximate" and finding.extent >= finding.extent_limit:
            text += f"; it holds only nearly, since {finding.strength:.0%} of the target's spread breaks it"
        yield text + "."


def _in_part(named: Sequence[NamedFinding], error: str) -> Iterator[str]:
    """What helps over a part of its range only, or more there."""
    for finding in named:
        if finding.part is None or finding.part_gain is None or finding.part_gain_interval is None:
            continue
        if finding.part_helps and not (finding.helps and finding.gain <= finding.part_gain):
            brings = change_words(finding.part_gain, finding.part_gain_interval, error)
            noise = "; it does not hold, and helps as noise does: more rows would serve better"
            why = noise if finding.verdict == "absent" else ""
            yield f"Use {finding.name} within {finding.span(finding.part)} only: expect {brings}{why}."


def _hold(named: Sequence[NamedFinding], error: str) -> Iterator[str]:
    """What holds without a sure gain."""
    for even in (True, False):
        held = [f for f in named if f.verdict == "present" and not f.helps and not f.hurts]
        chosen = [f.name for f in held if bool(f.inputs_symmetric) == even]
        if chosen:
            why = EVEN if even else "the predictor has learned it from the data, or has no use for it"
            verb, it = ("holds", "it") if len(chosen) == 1 else ("hold", "them")
            yield f"{_capital(_listed(chosen))} {verb}, but training with {it} changes no {error} for sure: {why}."
    for finding in named:
        if finding.verdict == "present" and finding.hurts:
            costs = change_words(finding.gain, finding.gain_interval, error)
            yield f"{_capital(finding.name)} holds, but training with it costs: {costs}; leave it out."


def _avoid(named: Sequence[NamedFinding], error: str) -> Iterator[str]:
    """What surely hurts, the worst first."""
    harmful = sorted((f for f in named if f.verdict != "present" and f.hurts), key=_cost, reverse=True)
    for finding in harmful[:MOST_NAMED]:
        untold = f"; these data cannot tell whether it holds: {finding.reason}"
        yield f"Do not assume {finding.name}: {_costs(finding, error)}{untold if _is_open(finding) else ''}."
    if harmful[MOST_NAMED:]:
        yield f"Nor {_listed([f.name for f in harmful[MOST_NAMED:]], 'nor')}, which cost less but surely."


def _is_open(finding: NamedFinding) -> bool:
    return finding.verdict == "not identifiable"


def _cost(finding: NamedFinding) -> float:
    return max(finding.gain, finding.gain if finding.assumed is None else finding.assumed)


def _costs(finding: NamedFinding, error: str) -> str:
    """What a wrong assumption costs, built in and as an augmentation."""
    shown = change_words(finding.gain, finding.gain_interval, error)
    if finding.assumed is None or finding.assumed_interval is None:
        return shown
    built_in = change_words(finding.assumed, finding.assumed_interval, error)
    return f"{built_in} if it is built in, {_percent(finding.gain)} if it is an augmentation"


def _contradicted(named: Sequence[NamedFinding]) -> Iterator[str]:
    """What does not hold without surely hurting."""
    doubtful = [f.name for f in named if f.verdict == "absent" and not f.hurts and not f.helps]
    if doubtful:
        yield f"Do not assume {_listed(doubtful, 'or')}: moved rows contradict it, though using it costs little."
    weak = [f for f in named if f.verdict == "approximate" and not f.hurts and not f.helps]
    if weak:
        listed = _listed([f"{f.name} ({f.strength:.0%} of the target's spread breaks it)" for f in weak])
        yield f"Nearly held: {listed}; assuming it neither helps nor hurts for sure."


def _untestable(named: Sequence[NamedFinding]) -> Iterator[str]:
    """What these data cannot tell, by reason."""
    reasons: dict[str, list[str]] = {}
    for finding in named:
        if _is_open(finding) and not finding.hurts:
            reasons.setdefault(finding.reason, []).append(finding.name)
    for reason, names in reasons.items():
        yield f"Not testable with these data: {_listed(names)}, because {reason}."


def _in_a_set(finding: NamedFinding, useful: Sequence[NamedFinding]) -> bool:
    """Whether a larger set of the same kind holds as well and is as useful."""
    return any(
        other.kind == finding.kind
        and len(other.matrices) > max(len(finding.matrices), 1)
        and (other.verdict == "present" or finding.verdict != "present")
        for other in useful
        if other is not finding
    )


def change_words(change: float, interval: tuple[float, float], error: str) -> str:
    """A change of the error with its interval: -31% error on held-out rows (-35% to -27%)."""
    low, high = (_percent(end) for end in interval)
    return f"{_percent(change)} {error} on held-out rows ({low} to {high})"


def _percent(change: float) -> str:
    if abs(change) < 0.1:
        return f"{change:+.1%}"
    return f"{change:+.0%}" if change < 9.5 else f"{1 + change:.0f} times the"


def _listed(names: Sequence[str], last: str = "and") -> str:
    shown = list(names)
    if len(shown) == 1:
        return shown[0]
    return f"{', '.join(shown[:-1])} {last} {shown[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
