"""Methods on the pages: choosing one for a run, and asking another one about the same data."""

from collections.abc import Sequence
from typing import get_args

import streamlit as st

from lieaug.errors import LieAugError, StoreError
from lieaug.figures.words import NO_VERDICT
from lieaug.runs.folder import RunFolder
from lieaug.runs.summary import RunSummary
from lieaug.schema import METHOD_CARDS, Discovery, DiscoveryConfig, MethodName, MethodResult
from lieaug.schema.config import ONLY_OURS
from lieaug.tasks import Table
from lieaug.ui import navigation, session, teaching
from lieaug.ui.frame import explain
from lieaug.ui.store import run_store
from lieaug.ui.words import STATES, VERDICTS, duration, metric, plain

METHODS: tuple[MethodName, ...] = get_args(MethodName)
MOST_LOOKED_AT = 200  # runs of the same task, newest first, among which others on the same data are looked for


def method_title(method: MethodName) -> str:
    return METHOD_CARDS[method].title


def choose_method(*, own_data: bool = False) -> MethodName:
    """The control, with what another method than ours needs and does not give."""
    method: MethodName = st.selectbox(
        "Method", _offered(own_data=own_data), format_func=method_title, key="method", bind="query-params",
        disabled=teaching.locked("method") or teaching.locked("settings"),
        help="Ours searches, tests on data held out and gives a verdict. The others are what people would use instead, "
        "within the budget of one predictor.",
    )  # fmt: skip
    if method != "ours":
        st.caption(about(method))
    return method


def _offered(*, own_data: bool) -> list[MethodName]:
    """Methods that can be asked: nobody knows the true symmetry of a person's own data."""
    return [method for method in METHODS if method != "true" or not own_data]


def about(method: MethodName) -> str:
    """Where a method is from, what it is told, and that it gives no verdict."""
    card = METHOD_CARDS[method]
    told = f" It is told {card.told}." if card.told else ""
    return f"{plain(card.source)}.{told} {NO_VERDICT}"


def base_title(title: str, method: MethodName) -> str:
    """A run's title without the method's name that the store puts behind it."""
    return title.removesuffix(f", by {METHOD_CARDS[method].title}")


def show_other_methods(folder: RunFolder, config: DiscoveryConfig) -> None:
    """What other methods made of the same data with the same settings, and a click to ask one that has not been."""
    alike = _alike(folder, config)
    asked = {run.method for run, _ in alike}
    with st.container(horizontal=True, vertical_alignment="center", key="other-methods"):
        st.markdown("### Other methods on the same data" if len(alike) > 1 else "### What would others find?",
                    anchors=False, width="content")  # fmt: skip
        missing: list[MethodName] = [
            method for method in _offered(own_data=isinstance(config.task, Table)) if method not in asked
        ]
        if missing:
            with st.popover("Ask another method", icon=":material/compare_arrows:", key="ask-method"):
                for method in missing:
                    if st.button(method_title(method), key=f"ask-{method}", type="tertiary", help=about(method)
                                 if method != "ours" else "The whole discovery, with a verdict."):  # fmt: skip
                        _ask(folder, config, method)
    if len(alike) > 1:
        _table(alike, folder.id)


def _ask(folder: RunFolder, config: DiscoveryConfig, method: MethodName) -> None:
    """Starts the same run by another method and opens it."""
    kept = {name: value for name, value in config.model_dump().items() if name not in ONLY_OURS}
    try:
        title = base_title(folder.meta().title, config.method)
        run_id = run_store().submit(DiscoveryConfig.parse(kept | {"method": method}), title=title)
    except LieAugError as error:
        explain("The run could not be started", plain(str(error)))
        return
    navigation.open_run(run_id)


def _alike(folder: RunFolder, config: DiscoveryConfig) -> list[tuple[RunSummary, Discovery | MethodResult | None]]:
    """The newest run of each method with this one's data and settings, in the order of methods; this one among them."""
    mine, task = _shared(config), folder.meta().task
    found: dict[MethodName, tuple[RunSummary, Discovery | MethodResult | None]] = {}
    for run in [run for run in run_store().list() if run.task == task][:MOST_LOOKED_AT]:
        if (run.method in found and run.id != folder.id) or (run.method == config.method and run.id != folder.id):
            continue
        try:
            other = run_store().open(run.id)
            if _shared(other.config()) == mine:
                found[run.method] = (run, other.outcome())
        except StoreError:
            continue  # a damaged run says so where it is opened
    return [found[method] for method in METHODS if method in found]


def _shared(config: DiscoveryConfig) -> DiscoveryConfig:
    """What runs of different methods have alike if they are about the same question."""
    defaults = {name: type(config).model_fields[name].get_default() for name in ONLY_OURS}
    return config.model_copy(update={**defaults, "method": "ours"})


def _table(alike: Sequence[tuple[RunSummary, Discovery | MethodResult | None]], here: str) -> None:
    with st.container(key="methods-table", gap="xsmall"):
        for run, result in alike:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                if run.id == here:
                    st.markdown(f"**{method_title(run.method)}** :gray[this run]", width=220)
                else:
                    st.page_link(navigation.discover(), label=method_title(run.method), width=220,
                                 query_params={"run": run.id, **session.carried()})  # fmt: skip
                st.markdown(_outcome(run, result), width="stretch")


def _outcome(run: RunSummary, result: Discovery | MethodResult | None) -> str:
    """What it found, how far off, and what its predictor is worth."""
    if result is None:
        return STATES[run.state].badge
    words = [VERDICTS[result.verdict].badge] if isinstance(result, Discovery) else []
    words.append(f"found {result.dimension}")
    if result.angle_to_truth_degrees is not None:
        words.append(f"{result.angle_to_truth_degrees:.1f}° off the truth")
    quality = result.predictor
    words.append(f"{metric(quality.metric, quality.with_)} (without: {metric('', quality.without).strip()})")
    words.append(f"{duration(result.seconds)} of work")
    return " · ".join(words)
