"""What would change the verdict, in words: how far each threshold is from one at which a verdict would be another."""

from lieaug.figures.names import motion_name
from lieaug.report.subject import Subject
from lieaug.rules.what_if import CHOICES, Change, Choice, judge_again, nearest_changes

MOST_CHANGES = 4


def change_sentences(subject: Subject) -> list[str]:
    """A sentence for each threshold; none where a run did not keep what its verdict was drawn from."""
    if subject.evidence is None or not judge_again(subject.result, subject.evidence):
        return []
    return [change_sentence(subject, varied) for varied in CHOICES]


def change_sentence(subject: Subject, varied: Choice) -> str:
    """Which verdicts hang on one threshold, the nearest changes first."""
    assert subject.evidence is not None, "asked of runs that kept their measurements"
    changes = nearest_changes(subject.result, subject.evidence, varied)
    head = f"{varied.label}, {varied.words(varied.in_use)} in use"
    if not changes:
        return f"{head}: no verdict hangs on it between {varied.words(varied.low)} and {varied.words(varied.high)}."
    rest = len(changes) - MOST_CHANGES
    listed = "; ".join(_words(subject, varied, change) for change in changes[:MOST_CHANGES])
    return f"{head}: {listed}" + (f"; and {rest} more, farther off." if rest > 0 else ".")


def _words(subject: Subject, varied: Choice, change: Change) -> str:
    name = motion_name(change.generator, subject.result.generators[change.generator].name)
    side = "from" if change.above else "below"
    return f"{name} would be {change.verdict} {side} {varied.words(change.value)}"
