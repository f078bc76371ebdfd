"""The report as one HTML file: no scripts, nothing fetched from anywhere, made to be printed and kept."""

from collections.abc import Callable
from importlib import resources

import lieaug
from lieaug.figures.words import rates_sentence
from lieaug.report import snippets
from lieaug.report.advice import advice_of
from lieaug.report.card import limits
from lieaug.report.certainty import sure
from lieaug.report.found import found
from lieaug.report.lacking import missing_section
from lieaug.report.markup import bullets, facts, tag, words
from lieaug.report.subject import Subject
from lieaug.report.tested import settings_rows, tested_sentences
from lieaug.schema import verdict_rates

Section = tuple[str, Callable[[Subject], str]]

SECTIONS: tuple[Section, ...] = (
    ("What was tested", lambda subject: bullets(tested_sentences(subject))),
    ("What was found", found),
    ("How sure", sure),
    ("What is missing", missing_section),
    ("What to do", lambda subject: _to_do(subject)),
    ("Limits and error rates", lambda subject: _limits(subject)),
    ("Settings and versions", lambda subject: facts(settings_rows(subject))),
)
"""In the order in which they are read; the page has the same."""


def html_report(subject: Subject) -> str:
    """The whole document."""
    style = resources.files("lieaug.report").joinpath("report.css").read_text(encoding="utf-8")
    head = tag(
        "head",
        '<meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/>',
        words("title", f"{subject.meta.title}: {subject.result.verdict}"),
        f"<style>{style}</style>",
    )
    sections = [tag("section", words("h2", name), write(subject)) for name, write in SECTIONS]
    body = tag("body", _head(subject), *sections, _foot(subject))
    return f'<!DOCTYPE html>\n<html lang="en">{head}{body}</html>\n'


def _head(subject: Subject) -> str:
    result, hash_ = subject.result, subject.data_hash
    about = f"{subject.meta.task} · {subject.meta.created:%d %B %Y} · run {subject.meta.id} · data {hash_.sha256[:12]}"
    box = tag(
        "div",
        words("span", result.verdict, class_="badge"),
        tag("p", words("strong", result.sentence)),
        class_=f"verdict {result.verdict.replace(' ', '-')}",
    )
    return tag("header", words("h1", subject.meta.title), words("p", about, class_="soft"), box)


def _to_do(subject: Subject) -> str:
    again = words("pre", snippets.command_line(subject.config))
    return bullets(advice_of(subject)) + words("p", "The same run again:", class_="soft") + again


def _limits(subject: Subject) -> str:
    rates = rates_sentence(subject.result, verdict_rates())
    return bullets([rates, *limits(subject), *subject.result.warnings])


def _foot(subject: Subject) -> str:
    made = f"Made by LieAugmenter {lieaug.__version__} (arXiv:2506.03914) from run {subject.meta.id}."
    return tag("footer", words("p", made, class_="soft"))
