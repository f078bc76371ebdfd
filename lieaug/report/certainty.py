"""How sure it is: the curves that decide, class by class, the equivariance error, seeds and predictors."""

from lieaug.figures.names import motion_name, number
from lieaug.figures.words import classes_that_matter
from lieaug.report.drawings import class_drawing, curve_drawing, equivariance_drawing, error_words
from lieaug.report.equivariance import equivariance_errors
from lieaug.report.markup import bullets, figure, grid, tag, words
from lieaug.report.subject import Subject
from lieaug.report.what_would_change import change_sentences
from lieaug.schema import PredictorComparison

MOST_PICTURES, MOST_CLASSES = 6, 2


def sure(subject: Subject) -> str:
    """The curves that decide, class by class, the equivariance error, and how predictors compare."""
    result, evidence = subject.result, subject.evidence
    parts = [bullets([_seeds(subject), _comparison(result.predictor)])]
    if evidence is not None:
        shown = [
            figure(
                curve_drawing(curve, result.generators[curve.generator], evidence.null_band),
                f"{motion_name(curve.generator, result.generators[curve.generator].name)}: "
                f"{result.generators[curve.generator].verdict}",
            )
            for curve in evidence.curves[:MOST_PICTURES]
        ]
        how = (
            "Loss on held-out data moved by exp(tL), over that on unmoved data, with its 95 % bootstrap band. In the "
            "grey null band, moving changes nothing."
        )
        parts += [words("h3", "The curves that decide"), words("p", how, class_="soft"), grid(*shown)]
    parts += [_classes(subject), _errors(subject), _changes(subject)]
    return "".join(parts)


def _changes(subject: Subject) -> str:
    sentences = change_sentences(subject)
    return words("h3", "What would change this verdict") + bullets(sentences) if sentences else ""


def _seeds(subject: Subject) -> str:
    result = subject.result
    if result.seeds < 2:
        return "One seed was trained, so there is no spread over seeds."
    return f"{result.seeds} seeds agree on the directions to {result.seed_agreement_degrees:.1f}°."


def _comparison(comparison: PredictorComparison) -> str:
    unit = f" {comparison.unit}" if comparison.unit else ""
    parts = [f"{number(comparison.with_, 3)}{unit} with the learned augmentation"]
    parts.append(f"{number(comparison.without, 3)}{unit} without")
    if comparison.known is not None:
        parts.append(f"{number(comparison.known, 3)}{unit} with the true one")
    return f"Test {comparison.metric}: {', '.join(parts)}."


def _classes(subject: Subject) -> str:
    chosen = classes_that_matter(subject.result.generators)[:MOST_CLASSES]
    pictures = [figure(class_drawing(f), motion_name(rank, f.name), "Line: 95 % interval") for rank, f in chosen]
    return words("h3", "Which classes tolerate it") + grid(*pictures) if pictures else ""


def _errors(subject: Subject) -> str:
    errors = equivariance_errors(subject)[:MOST_PICTURES]
    if not errors:
        return ""
    findings = subject.result.generators
    pictures = [
        figure(
            equivariance_drawing(own, findings[own.generator]),
            motion_name(own.generator, findings[own.generator].name),
            error_words(own),
        )
        for own in errors
    ]
    key = tag(
        "p", words("span", "without", class_="key without"), " ", words("span", "with augmentation", class_="key with")
    )
    how = "How far the model's answer misses where a symmetry would move it, in shares of the spread of its answers."
    return words("h3", "Equivariance error of the model") + words("p", how, class_="soft") + key + grid(*pictures)
