"""The card: the same report as JSON."""

from lieaug.figures.words import rates_apply
from lieaug.report.missing import missing
from lieaug.report.subject import Subject
from lieaug.rules.verdict import TOLERANCE
from lieaug.schema import Card, verdict_rates


def card_of(subject: Subject) -> Card:
    """Everything that is needed to judge a result and to repeat it."""
    rates = verdict_rates()
    return Card(
        run=subject.meta.id,
        title=subject.meta.title,
        created=subject.meta.created,
        code_version=subject.meta.code_version,
        data=subject.data_hash,
        config=subject.config,
        discovery=subject.result,
        missing=missing(subject),
        rates=rates if rates_apply(subject.result, rates) else None,
        limits=limits(subject),
    )


def limits(subject: Subject) -> list[str]:
    """What the result does not say, a sentence each."""
    result = subject.result
    sentences = [
        f"Only motions of the action {result.action} were searched; of others it says nothing.",
        f"Present means that moved held-out data cost at most {TOLERANCE:.0%} more than unmoved ones, and that nothing "
        "surely breaks it; what is smaller than that goes unseen.",
        "It speaks of data like these: where moved rows leave the data, nothing was asked.",
        "The verdict rests on predictors that were trained here; a better one may see more.",
    ]
    if subject.config.seeds == 1:
        sentences.append("One seed was trained, so that nothing says how much another one would differ.")
    if subject.config.preset == "quick":
        sentences.append("The quick preset trains little; for a publication use thorough.")
    return sentences
