"""What is missing, in three kinds with different advice: unused by the model, broken in the data, not testable."""

from collections.abc import Iterable, Iterator

from lieaug.figures.names import motion_name
from lieaug.figures.words import reach, why_and_what_to_do
from lieaug.report.equivariance import equivariance_errors
from lieaug.report.gain import gain_words, helps, share_words
from lieaug.report.subject import Subject
from lieaug.report.worst import CLEARLY, share_broken, worst_rows
from lieaug.schema import GeneratorFinding, Missing, MissingKind

HEADINGS: dict[MissingKind, tuple[str, str]] = {
    "unused": ("Holds, but your model does not use it", "Train with it as augmentation, or build it in."),
    "broken": ("Broken in the data", "Look at the rows that break it: either they are wrong, or the symmetry is."),
    "untestable": ("Not testable with these data", "Collect rows that could tell, or leave it undecided."),
}
"""Each kind's name, and its advice in general."""

MOST_NAMED = 6  # motions that one entry lists
MOST_ROWS = 5


def missing(subject: Subject) -> list[Missing]:
    """Everything that is missing, what can be mended at once first."""
    return [*_unused(subject), *_broken(subject), *_untestable(subject)]


def missing_words(entry: Missing) -> str:
    """One entry as a sentence."""
    return f"{entry.what}: {entry.why}. {entry.to_do[:1].upper()}{entry.to_do[1:]}."


def _name(subject: Subject, place: int) -> str:
    return motion_name(place, subject.result.generators[place].name)


def _unused(subject: Subject) -> Iterator[Missing]:
    """What holds and is not followed, or followed so badly that training with it lowers the test error."""
    comparison = subject.result.predictor
    gains = helps(comparison)
    for errors in equivariance_errors(subject):
        finding = subject.result.generators[errors.generator]
        holds = finding.verdict in ("present", "approximate")
        if not holds or not errors.is_mended or not (errors.is_large or gains):
            continue
        plain, with_ = share_words(errors.mean_plain), share_words(errors.mean_with)
        why = f"a model trained without it misses it by {plain} of its answers' spread, one trained with it by {with_}"
        yield Missing(
            kind="unused",
            what=_name(subject, errors.generator),
            generator=errors.generator,
            why=f"{why}; training with what was found {gain_words(comparison)}" if gains else why,
            to_do=f"augment with it, {reach(finding)}, or use a layer that has it built in",
        )


def _broken(subject: Subject) -> Iterator[Missing]:
    findings = list(enumerate(subject.result.generators))
    partly = [(place, finding) for place, finding in findings if finding.verdict == "approximate"]
    if not partly and subject.result.verdict == "absent":
        partly = [(place, finding) for place, finding in findings if finding.verdict == "absent"][:1]
    for place, finding in partly:
        yield Missing(
            kind="broken",
            what=_name(subject, place),
            generator=place,
            why=finding.reason,
            to_do=_rows_to_see(subject, place, finding),
        )
    for named in subject.result.named:
        if named.verdict in ("absent", "approximate") and named.hurts:
            yield Missing(
                kind="broken", what=named.name, why=named.reason, to_do="do not assume it: the error rises if you do"
            )


def _rows_to_see(subject: Subject, place: int, finding: GeneratorFinding) -> str:
    """Which rows to look at, if they are known; what to use at most."""
    within = f"use it only within {reach(finding)}" if finding.verdict == "approximate" else "do not assume it"
    gallery = subject.gallery
    if gallery is None or place >= len(gallery.t):
        return within
    rows = [row for row in worst_rows(gallery, place, MOST_ROWS) if row.breaking > CLEARLY]
    if not rows:
        return f"{within}; no single row stands out"
    listed = ", ".join(str(row.row_id) for row in rows)
    return f"look at rows {listed}, which break it most ({share_broken(gallery, place):.0%} clearly do); {within}"


def _untestable(subject: Subject) -> Iterator[Missing]:
    """What the data cannot tell, by reason."""
    result = subject.result
    asked: list[tuple[str, int | None, str]] = [
        (_name(subject, place), place, finding.reason)
        for place, finding in enumerate(result.generators)
        if finding.verdict == "not identifiable"
    ]
    finite = [finding for finding in (*result.named, *result.components) if finding.verdict == "not identifiable"]
    asked.extend((finding.name, None, finding.reason) for finding in finite)
    reasons: dict[str, list[tuple[str, int | None]]] = {}
    for name, place, reason in asked:
        reasons.setdefault(reason, []).append((name, place))
    for reason, motions in reasons.items():
        why, to_do = why_and_what_to_do(reason)
        places = [place for _, place in motions if place is not None]
        yield Missing(
            kind="untestable",
            what=_listed(name for name, _ in motions),
            generator=places[0] if places else None,
            why=why,
            to_do=to_do or "collect rows there, or leave it undecided",
        )


def _listed(names: Iterable[str]) -> str:
    every = list(dict.fromkeys(names))
    rest = len(every) - MOST_NAMED
    return ", ".join(every[:MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")
