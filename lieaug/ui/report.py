"""The report of a finished run, read from top to bottom: what was found, how sure, does it help, how to use it."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from lieaug.figures.canvas import generator_name, motion_name
from lieaug.figures.comparison import predictor_comparison
from lieaug.figures.curves import loss_curve
from lieaug.figures.extents import found_extents
from lieaug.figures.flow import flow_figures
from lieaug.figures.generators import generator_heatmaps, heatmap_width
from lieaug.figures.orbit import orbit_figure
from lieaug.figures.spectrum import spectrum_bars
from lieaug.figures.theme import VERDICT_COLOURS
from lieaug.runs.folder import RunFolder
from lieaug.schema import Discovery, DiscoveryConfig, Evidence, GeneratorFinding
from lieaug.ui import snippets
from lieaug.ui.chart import charts
from lieaug.ui.words import VERDICTS, duration, one_sentence

FIRST_CURVES = 3  # shown at once, whatever their verdict
FIRST_ROWS = 6
MOST_HEATMAPS = 6


def show_report(folder: RunFolder, config: DiscoveryConfig, result: Discovery, evidence: Evidence | None) -> None:
    _banner(result)
    _warnings(result)
    left, right = st.columns(2, gap="medium")
    with left:
        charts([found_extents(result.generators)], key="extents")
    with right:
        charts([predictor_comparison(result.predictor)], key="comparison")
    _generators(result)
    if evidence is not None:
        _curves(evidence, result.generators)
        _spectrum_and_orbit(evidence, result)
    _take_away(folder, config, result, evidence)


def _banner(result: Discovery) -> None:
    sign = VERDICTS[result.verdict]
    slug = result.verdict.replace(" ", "-")
    with st.container(border=True, key=f"verdict-{slug}"):
        st.markdown(sign.badge)
        st.markdown(f"## {result.sentence}", anchors=False)
        with st.grid("auto", min_column_width=120, gap="small"):
            for label, value, meaning in _facts(result):
                st.metric(label, value, help=meaning)


def _facts(result: Discovery) -> list[tuple[str, str, str]]:
    facts = [
        ("Dimension", str(result.dimension), "Number of independent symmetries found."),
        ("Algebra", result.algebra, "The named Lie algebra that the generators span."),
        ("Closure", f"{result.closure_residual:.3f}", "How far brackets leave the span; 0 for a true Lie algebra."),
        ("Seeds agree to", f"{result.seed_agreement_degrees:.1f}°", "Largest angle between what the seeds found."),
    ]
    if result.angle_to_truth_degrees is not None:
        facts.append(("Off the truth by", f"{result.angle_to_truth_degrees:.1f}°", "Angle to the known symmetry."))
    return facts


def _warnings(result: Discovery) -> None:
    if result.warnings:
        marks = "- " if len(result.warnings) > 1 else ""
        st.warning("\n".join(marks + text for text in result.warnings), icon=":material/info:")


def _generators(result: Discovery) -> None:
    st.markdown("### The generators", anchors=False)
    found = result.generators
    # Strongest first: whatever was found stands before what is absent.
    shown = max(sum(finding.verdict != "absent" for finding in found), FIRST_ROWS)
    _table(found[:shown], 0)
    if found[shown:]:
        with st.expander(f"{len(found) - shown} more, all absent"):
            _table(found[shown:], shown)
    titles = [motion_name(rank, f.name) for rank, f in enumerate(found)]
    matrices = np.array([f.matrix for f in found])
    affine = result.action.startswith("image.affine")
    left, right = st.columns([2, 1], gap="medium")
    with left:
        maps = generator_heatmaps(matrices, titles, homogeneous=affine)
        charts(maps[:MOST_HEATMAPS], key="heatmaps", min_width=heatmap_width(matrices))
    with right:
        flow = flow_figures(matrices[0], result.action, colour=VERDICT_COLOURS[found[0].verdict])
        charts(flow, key="flow", min_width=150 if len(flow) > 1 else None)


def _table(found: Sequence[GeneratorFinding], first: int) -> None:
    rows = {
        "": [generator_name(first + rank) for rank in range(len(found))],
        "Verdict": [VERDICTS[f.verdict].badge for f in found],
        "Motion": [f.name for f in found],
        "Holds to": [_extent_words(f) for f in found],
        "Loss ratio": [_ratio_words(f) for f in found],
        "Why": [one_sentence(f.reason) for f in found],
    }
    with st.container(key=f"findings-{first}"):
        alt = "Verdict, extent, loss ratio and reason of every generator"
        st.table(pd.DataFrame(rows), border="horizontal", hide_index=True, alt=alt)


def _extent_words(finding: GeneratorFinding) -> str:
    """Rotations as angles, of which half a turn is the most; other motions as their plain t."""
    share = finding.extent / finding.extent_limit
    if not finding.compact:
        return f"{finding.extent:.2f}" + (" (all tested)" if share >= 0.99 else "")
    return "all the way round" if share >= 0.99 else f"±{180 * share:.0f}°"


def _ratio_words(finding: GeneratorFinding) -> str:
    low, high = finding.loss_ratio_interval
    return f"{finding.loss_ratio:.2f} ({low:.2f} – {high:.2f})"


def _curves(evidence: Evidence, findings: Sequence[GeneratorFinding]) -> None:
    st.markdown("### The curves that decide", anchors=False)
    st.caption(
        "Loss on held-out data moved by exp(tL), over that on unmoved data. In the grey null band, moving changes "
        "nothing; the dotted lines mark how far the generator holds."
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


def _take_away(folder: RunFolder, config: DiscoveryConfig, result: Discovery, evidence: Evidence | None) -> None:
    st.markdown("### Use it", anchors=False)
    terminal, notebook = st.tabs(["On the command line", "In a notebook"])
    terminal.code(snippets.command_line(config), language="bash", wrap_lines=True)
    notebook.code(snippets.notebook(config), language="python")
    with st.container(horizontal=True):
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
