"""What a run tested, in words."""

from lieaug.report.subject import Subject
from lieaug.schema import DiscoveryConfig


def tested_sentences(subject: Subject) -> list[str]:
    """What was asked of which data, and how."""
    result, config = subject.result, subject.config
    count = len(result.generators)
    tested = sum(finding.tested > 0 for finding in result.generators)
    moves = "stays as it is" if result.output == "invariant" else f"moves along ({result.output})"
    sentences = [
        f"Whether the target {moves} when inputs are moved by the action {result.action}.",
        f"{count} independent {'motions span' if count > 1 else 'motion spans'} the search; "
        f"{_tested_words(tested, count)} with a predictor trained on moved data, over all of its range or a part.",
        f"Predictors trained without augmentation and with it were compared on held-out rows, {_seeds(config)}.",
    ]
    if result.named:
        sentences.append(f"{len(result.named)} symmetries that people expect by name were tested one by one.")
    return sentences


def _tested_words(tested: int, count: int) -> str:
    if tested == count:
        return "all were tested" if count > 1 else "it was tested"
    if tested == 0:
        return "none was promising enough to be tested"
    return f"{tested} promising {'ones were' if tested > 1 else 'one was'} tested"


def _seeds(config: DiscoveryConfig) -> str:
    return f"with {config.seeds} seeds side by side" if config.seeds > 1 else "with one seed, so without error bars"


def settings_rows(subject: Subject) -> list[tuple[str, str]]:
    """The settings that a reader wants to see at once."""
    result, config, hash_ = subject.result, subject.config, subject.data_hash
    of = "SHA-256 of the file" if hash_.of == "file" else "SHA-256 of the settings and seed that the data come from"
    rows = [
        ("Task", subject.meta.task),
        ("How x moves", result.action),
        ("How y moves", result.output),
        ("Data", f"{hash_.sha256} ({of})"),
        ("Training", f"{config.preset}, {result.steps:,} joint steps, {config.seeds} seeds, seed {config.seed}"),
        ("Expected symmetries", "tested by name" if config.battery else "not asked for"),
        ("Run", f"{subject.meta.id}, started {subject.meta.created:%d %B %Y %H:%M} UTC"),
        ("Time", f"{result.seconds:.0f} s on {result.device}"),
        ("Versions", ", ".join(f"{name} {version}" for name, version in result.versions.items())),
    ]
    return [(name, value) for name, value in rows if value]
