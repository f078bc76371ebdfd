"""What is missing: inputs beside labels, three kinds of what is missing, and the rows that break a motion."""

from collections.abc import Iterator, Sequence

from lieaug.figures.names import coordinate_names, motion_name, number
from lieaug.report.drawings import quadrant_drawing, thumbnail
from lieaug.report.markup import bullets, figure, grid, table, tag, words
from lieaug.report.missing import HEADINGS, missing, missing_words
from lieaug.report.quadrants import READINGS, by_quadrant, placed
from lieaug.report.subject import Subject
from lieaug.report.worst import WorstRow, broken_sentence, by_group, worst_rows
from lieaug.schema import Gallery

MOST_WORST, MOST_COLUMNS = 8, 8


def missing_section(subject: Subject) -> str:
    """Inputs beside labels, the three kinds of what is missing, and the rows that break it."""
    entries = missing(subject)
    parts = [_quadrants(subject)]
    for kind, (heading, advice) in HEADINGS.items():
        own = [entry for entry in entries if entry.kind == kind]
        parts.append(words("h3", heading))
        parts.append(bullets(missing_words(entry) for entry in own) if own else words("p", "Nothing.", class_="soft"))
        if own:
            parts.append(words("p", advice, class_="soft"))
    return "".join([*parts, _worst(subject)])


def _quadrants(subject: Subject) -> str:
    answers = placed(subject.result)
    if not answers:
        return words("p", "Whether the inputs have the symmetries too was not asked; Diagnose tells.", class_="soft")
    numbered = {id(answer): index + 1 for index, answer in enumerate(answers)}
    lines = []
    for name, own in by_quadrant(answers).items():
        heading, reading = READINGS[name]
        if own:
            listed = ", ".join(f"{numbered[id(answer)]} {answer.name}" for answer in own)
            lines.append(f"{heading}: {listed}. {reading}")
    picture = figure(quadrant_drawing(answers), "Inputs beside labels", "Right: inputs give the motion away.")
    return words("h3", "Symmetry of the inputs beside that of the answer") + grid(picture, tag("div", bullets(lines)))


def _worst(subject: Subject) -> str:
    """The rows that break the strongest generator of the gallery that is not quite one."""
    gallery = subject.gallery
    if gallery is None or not len(gallery.t):
        return ""
    place = chosen_generator(subject, len(gallery.t))
    name = motion_name(place, subject.result.generators[place].name)
    rows = worst_rows(gallery, place, MOST_WORST)
    what = broken_sentence(gallery, place, name)
    groups = [
        (own.group, str(own.rows), f"{own.median:.2f}", f"{own.upper:.2f}", f"{own.broken:.0%}")
        for own in by_group(gallery, place)
    ]
    heads = ("Group", "Rows", "Median", "90 % below", "Clearly broken")
    examples = _pictures(gallery, rows) if gallery.head.kind == "image" else _listed(gallery, rows)
    return words("h3", "Which rows break it") + words("p", what) + examples + table(heads, groups)


def chosen_generator(subject: Subject, count: int) -> int:
    """The one whose rows are worth a look: the first that holds in part, else the first."""
    verdicts = [finding.verdict for finding in subject.result.generators[:count]]
    return verdicts.index("approximate") if "approximate" in verdicts else 0


def _pictures(gallery: Gallery, rows: Sequence[WorstRow]) -> str:
    shown = [
        figure(
            thumbnail(gallery.x[row.example], f"row {row.row_id}"),
            f"{row.group}",
            f"row {row.row_id}: {number(row.breaking)}",
        )
        for row in rows
    ]
    return tag("div", *shown, class_="examples")


def _listed(gallery: Gallery, rows: Sequence[WorstRow]) -> str:
    if gallery.head.kind == "points":
        return table(("Row", "Group", "Breaks"), [(str(r.row_id), r.group, number(r.breaking)) for r in rows])
    columns = gallery.head.columns or coordinate_names(gallery.x.shape[1])
    shown = list(_values(gallery, rows))
    return table(("Row", "Breaks", *columns[:8]), shown)


def _values(gallery: Gallery, rows: Sequence[WorstRow]) -> Iterator[list[str]]:
    for row in rows:
        yield [str(row.row_id), number(row.breaking), *(number(float(v), 3) for v in gallery.x[row.example][:8])]
