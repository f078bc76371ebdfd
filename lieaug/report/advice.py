"""What to do: the battery's advice, or what can be said without one."""

from collections.abc import Sequence

from lieaug.report.gain import gain_words, helps
from lieaug.report.missing import HEADINGS, missing
from lieaug.report.subject import Subject
from lieaug.schema import Missing, MissingKind


def advice_of(subject: Subject) -> list[str]:
    """A sentence for each thing to do."""
    return list(subject.result.advice) or _without_battery(subject)


def _without_battery(subject: Subject) -> list[str]:
    """What a run that asked for no symmetries by name can advise."""
    sentences = []
    kinds: dict[MissingKind, list[Missing]] = {kind: [] for kind in HEADINGS}
    for entry in missing(subject):
        kinds[entry.kind].append(entry)
    if kinds["unused"]:
        gain = f", which {gain_words(subject.result.predictor)}" if helps(subject.result.predictor) else ""
        sentences.append(f"Augment with {_names(kinds['unused'])}, or build it in{gain}.")
    held = [f for f in subject.result.generators if f.verdict == "present"]
    if held and not kinds["unused"] and subject.gallery is not None and not helps(subject.result.predictor):
        sentences.append("The model follows what holds already; augmenting brings little, building it in saves data.")
    if kinds["broken"]:
        sentences.append(f"Do not assume {_names(kinds['broken'])} beyond where the curve stays in the null band.")
    if kinds["untestable"]:
        sentences.append(f"Collect rows that could tell about {_names(kinds['untestable'])}, or leave it undecided.")
    sentences.append("Diagnose the same task to learn which expected symmetries would help and which would hurt.")
    return sentences


def _names(entries: Sequence[Missing]) -> str:
    return ", ".join(entry.what for entry in entries)
