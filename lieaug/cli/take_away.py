"""lieaug report: what a finished run says, as an HTML file to print and as a JSON card for programs."""

import json as json_text
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from lieaug.cli.command import check_target, write_json
from lieaug.cli.report import show_discovery
from lieaug.errors import RunNotFoundError
from lieaug.report.advice import advice_of
from lieaug.report.card import card_of
from lieaug.report.html import html_report
from lieaug.report.missing import missing, missing_words
from lieaug.report.subject import Subject
from lieaug.runs import RunStore
from lieaug.runs.atomic import write_atomic
from lieaug.schema import Card
from lieaug.schema.augmentation import plan_augmentation

RunId = Annotated[str, typer.Argument(metavar="RUN", help="The run's id, or: latest.")]


def report(
    run_id: RunId = "latest",
    *,
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FILE", help="Where the report to print goes; one file, no scripts."),
    ] = None,
    json: Annotated[
        str | None, typer.Option("--json", metavar="FILE", help="Where the card goes; - for standard output.")
    ] = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the documented JSON schema of the card, and leave.")
    ] = False,
) -> None:
    """Writes the report of a finished run; without files, shows it here."""
    if schema:
        typer.echo(json_text.dumps(Card.json_schema(), indent=1))
        return
    check_target(None if html is None else str(html), "--html")
    check_target(json)
    subject = _subject(run_id)
    if html is None and json is None:
        _show(subject)
    if html is not None:
        write_json(html_report(subject), str(html))
        typer.echo(str(html), err=True)
    if json is not None:
        write_json(card_of(subject).to_json(), json)


def augmentation(
    run_id: RunId = "latest",
    *,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A .safetensors file; default: RUN.safetensors here.")
    ] = None,
) -> None:
    """Writes the augmentation that a run found, for other training code: numbers, and a card beside them."""
    subject = _subject(run_id)
    plan = plan_augmentation(subject.result, data_sha256=subject.data_hash.sha256)
    target = (output or Path(f"{subject.meta.id}.safetensors")).with_suffix(".safetensors")
    check_target(str(target), "--output")
    write_atomic(target, plan.encode())
    write_atomic(target.with_suffix(".json"), plan.card.to_json().encode())
    typer.echo(str(target))


def _subject(run_id: str) -> Subject:
    store = RunStore()
    if run_id == "latest":
        finished = next((run.id for run in store.list() if run.state == "finished" and run.method == "ours"), None)
        if finished is None:
            raise RunNotFoundError("expected a finished run, got none; start one with `lieaug discover two-body`")
        run_id = finished
    return Subject.of(store.open(run_id))


def _show(subject: Subject) -> None:
    console = Console()
    show_discovery(subject.result, console)
    for heading, lines in (
        ("What is missing:", [missing_words(entry) for entry in missing(subject)]),
        ("What to do:", [] if subject.result.advice else advice_of(subject)),  # a battery's is shown already
    ):
        if lines:
            console.print(heading, style="bold", highlight=False)
        for line in lines:
            console.print(f"- {line}", highlight=False)
