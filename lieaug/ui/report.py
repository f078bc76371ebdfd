"""The report of a finished run, from top to bottom: what was found, how sure, what decides, how to use it."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from lieaug.errors import ConfigError
from lieaug.figures.comparison import predictor_comparison
from lieaug.figures.curves import loss_curve
from lieaug.figures.extents import found_extents
from lieaug.figures.orbit import orbit_figure
from lieaug.figures.spectrum import spectrum_bars
from lieaug.report import snippets
from lieaug.report.subject import data_hash
from lieaug.runs.folder import RunFolder
from lieaug.schema import Discovery, DiscoveryConfig, Evidence, GeneratorFinding
from lieaug.schema.augmentation import AugmentationPlan, plan_augmentation
from lieaug.ui import teaching
from lieaug.ui.algebra import show_algebra
from lieaug.ui.beyond import show_components
from lieaug.ui.chart import charts
from lieaug.ui.classes import show_classes
from lieaug.ui.expected import asks_first, compare_with_vote
from lieaug.ui.generators import show_generators
from lieaug.ui.glossary import term
from lieaug.ui.methods import show_other_methods
from lieaug.ui.named import show_named
from lieaug.ui.verdict import show_verdict
from lieaug.ui.words import duration, plain

FIRST_CURVES = 3  # shown at once, whatever their verdict


def show_report(folder: RunFolder, config: DiscoveryConfig, result: Discovery, evidence: Evidence | None) -> None:
    if asks_first():
        return
    compare_with_vote(result)
    show_verdict(result)
    _warnings(result)
    show_named(result, evidence)
    left, right = st.columns(2, gap="medium")
    with left:
        charts([found_extents(result.generators)], key="extents")
    with right:
        charts([predictor_comparison(result.predictor)], key="comparison")
    show_generators(folder.id, result, evidence)
    show_classes(result, evidence)
    show_algebra(result.algebra_found)
    show_components(result.components)
    if evidence is not None:
        show_curves(evidence, result.generators)
        _spectrum_and_orbit(evidence, result)
    show_other_methods(folder, config)
    if not teaching.hidden("code"):
        _take_away(folder, config, result, evidence)


def _warnings(result: Discovery) -> None:
    if result.warnings:
        marks = "- " if len(result.warnings) > 1 else ""
        st.warning("\n".join(marks + plain(text) for text in result.warnings), icon=":material/info:")


def show_curves(evidence: Evidence, findings: Sequence[GeneratorFinding]) -> None:
    st.markdown("### The curves that decide", anchors=False)
    st.caption(
        f"Loss on {term('held-out')} data moved by exp(tL), over that on unmoved data. In the grey "
        f"{term('null band')}, moving changes nothing; the dotted lines mark how far the generator holds."
    )
    decisive, rest = [], []
    for curve in evidence.curves:
        finding = findings[curve.generator]
        group = rest if finding.verdict == "absent" and len(decisive) + len(rest) >= FIRST_CURVES else decisive
        group.append(loss_curve(curve, finding, evidence.null_band))
    charts(decisive, key="curves", min_width=260)
    if rest:
        with st.expander(f"{len(rest)} more, all absent"):
            charts(rest, key="more-curves", min_width=260)


def _spectrum_and_orbit(evidence: Evidence, result: Discovery) -> None:
    left, right = st.columns(2, gap="medium")
    with left:
        if evidence.spectrum_seeds:
            charts([spectrum_bars(np.array(evidence.spectrum_seeds), result.spectrum_null)], key="spectrum")
    with right:
        if evidence.orbit is not None:
            compact = result.generators[evidence.orbit.generator].compact
            charts([orbit_figure(evidence.orbit, compact=compact)], key="orbit")


def _planned(config: DiscoveryConfig, result: Discovery) -> AugmentationPlan | None:
    """The augmentation that was found; None if nothing holds."""
    try:
        return plan_augmentation(result, data_sha256=data_hash(config).sha256)
    except ConfigError:
        return None


def _take_away(folder: RunFolder, config: DiscoveryConfig, result: Discovery, evidence: Evidence | None) -> None:
    st.markdown("### Use it", anchors=False)
    plan = _planned(config, result)
    names = ["In your training code"] * (plan is not None) + ["On the command line", "In a notebook"]
    *training, terminal, notebook = st.tabs(names)
    file = f"{folder.id}.safetensors"
    if plan is not None:
        training[0].code(snippets.training(result, file), language="python")
    terminal.code(snippets.command_line(config), language="bash", wrap_lines=True)
    notebook.code(snippets.notebook(config), language="python")
    with st.container(horizontal=True):
        if plan is not None:
            st.download_button(
                "Augmentation", plan.encode(), file, "application/octet-stream", on_click="ignore", type="primary",
                icon=":material/download:", help="The generators that hold, with their ranges and a card, for PyTorch.",
            )  # fmt: skip
        st.download_button(
            "Result as JSON", result.to_json(), f"{folder.id}.json", "application/json", on_click="ignore",
            icon=":material/download:",
        )  # fmt: skip
        if evidence is not None:
            st.download_button(
                "Evidence as JSON", evidence.to_json(), f"{folder.id}-evidence.json", "application/json",
                on_click="ignore", icon=":material/download:",
            )  # fmt: skip
    with st.expander("Settings and versions"):
        took = f"{result.steps:,} steps in {duration(result.seconds)} on {result.device}"
        st.caption(took + " · " + " · ".join(f"{name} {version}" for name, version in result.versions.items()))
        st.code(config.model_dump_json(indent=1), language="json")
