"""The report of a run by another method than ours: what it learned and what that is worth, without a verdict."""

import numpy as np
import streamlit as st

from lieaug.figures.canvas import generator_name, is_homogeneous, is_projective, motion_name, number
from lieaug.figures.comparison import predictor_comparison
from lieaug.figures.extents import method_extents
from lieaug.figures.flow import flow_figures
from lieaug.figures.generators import generator_heatmaps, heatmap_width
from lieaug.figures.words import NO_VERDICT
from lieaug.report import snippets
from lieaug.runs.folder import RunFolder
from lieaug.schema import METHOD_CARDS, DiscoveryConfig, MethodResult
from lieaug.ui import teaching
from lieaug.ui.chart import charts
from lieaug.ui.methods import show_other_methods
from lieaug.ui.tables import findings_table
from lieaug.ui.words import duration, one_sentence, plain

MOST_HEATMAPS = 6


def show_method_report(folder: RunFolder, config: DiscoveryConfig, result: MethodResult) -> None:
    _sentence(result)
    for text in result.warnings:
        st.warning(plain(text), icon=":material/info:")
    left, right = st.columns(2, gap="medium")
    with left:
        if result.dimension:
            charts([method_extents(result)], key="extents")
        else:
            st.caption("It has no generators to show.")
    with right:
        charts([predictor_comparison(result.predictor, "by this method")], key="comparison")
    if result.dimension:
        _generators(result)
    show_other_methods(folder, config)
    if not teaching.hidden("code"):
        _take_away(folder, config, result)


def _sentence(result: MethodResult) -> None:
    with st.container(border=True, key="method-result"):
        st.markdown(f"## {plain(result.sentence)}", anchors=False)
        st.markdown(f":material/info: **{NO_VERDICT}** Only its predictions were tested on data held out.")
        if result.told:
            st.caption(plain(result.told))
        with st.grid("auto", min_column_width=120, gap="small"):
            for label, value, meaning in _facts(result):
                st.metric(label, value, help=meaning)
        st.caption(f"{plain(result.title)}: {plain(METHOD_CARDS[result.method].source)}.")


def _facts(result: MethodResult) -> list[tuple[str, str, str]]:
    found = sorted({len(model.generators) for model in result.models})
    facts = [("Dimension", str(result.dimension), "How many generators most of its models took for symmetries.")]
    if result.true_dimension is not None:
        facts.append(("Truly", str(result.true_dimension), "The dimension of the known symmetry."))
    if len(found) > 1:
        facts.append(("Models found", " to ".join(map(str, (found[0], found[-1]))), "Fewest and most of all models."))
    if result.angle_to_truth_degrees is not None:
        help_ = "Largest angle to the known symmetry, mean over models."
        facts.append(("Off the truth by", f"{result.angle_to_truth_degrees:.1f}°", help_))
    if result.dimension > 1:
        help_ = "How far brackets leave the span; 0 for a true Lie algebra."
        facts.append(("Closure", f"{result.shown.closure_residual:.3f}", help_))
    help_ = "CPU time of the method for all of its models, without those that it is compared with."
    return [*facts, ("CPU time", duration(result.seconds), help_)]


def _generators(result: MethodResult) -> None:
    shown = result.shown
    st.markdown("### The generators", anchors=False, help="As one of its models has them, in the method's own order.")
    findings_table(
        {
            "": [generator_name(rank) for rank in range(len(shown.generators))],
            "Motion": [plain(one_sentence(generator.name)) for generator in shown.generators],
            "Its views go to": [number(generator.extent, 3) for generator in shown.generators],
        },
        "method-generators", "What each generator does, and how far the method's views go",
    )  # fmt: skip
    left, right = st.columns([2, 1], gap="medium")
    matrices = np.array([generator.matrix for generator in shown.generators])
    with left:
        titles = [motion_name(rank, generator.name) for rank, generator in enumerate(shown.generators)]
        homogeneous, projective = is_homogeneous(result.action), is_projective(result.action)
        maps = generator_heatmaps(matrices, titles, homogeneous=homogeneous, projective=projective)
        charts(maps[:MOST_HEATMAPS], key="heatmaps", min_width=heatmap_width(matrices))
    with right:
        flow = flow_figures(matrices[0], result.action)
        charts(flow, key="flow", min_width=150 if len(flow) > 1 else None)


def _take_away(folder: RunFolder, config: DiscoveryConfig, result: MethodResult) -> None:
    st.markdown("### Use it", anchors=False)
    st.code(snippets.command_line(config), language="bash", wrap_lines=True)
    st.download_button(
        "Result as JSON", result.to_json(), f"{folder.id}.json", "application/json", on_click="ignore",
        icon=":material/download:",
    )  # fmt: skip
    with st.expander("Settings and versions"):
        took = f"{result.steps:,} updates of each predictor on {result.device}"
        st.caption(took + " · " + " · ".join(f"{name} {version}" for name, version in result.versions.items()))
        st.code(config.model_dump_json(indent=1), language="json")
