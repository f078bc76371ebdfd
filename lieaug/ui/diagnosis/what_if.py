"""What would change this verdict? The same measurements under another threshold, as far as a slider goes."""

import streamlit as st

from lieaug.figures.names import motion_name
from lieaug.figures.what_if import verdict_strip
from lieaug.report.subject import Subject
from lieaug.report.what_would_change import change_sentence
from lieaug.rules.what_if import CHOICES, Choice, choice, judge_again, verdicts_over
from lieaug.schema import Evidence
from lieaug.ui import teaching
from lieaug.ui.chart import charts
from lieaug.ui.words import VERDICTS, one_sentence

MOST_LANES = 12
STEPS = 100  # of the slider


def show_what_if(subject: Subject) -> None:
    st.markdown(
        "### What would change this verdict?",
        anchors=False,
        help="Verdicts are rules over measurements. Move a threshold and see which verdicts hang on it; nothing is "
        "trained again, and the run keeps its verdict.",
    )
    evidence = subject.evidence
    if evidence is None or not judge_again(subject.result, evidence):
        st.caption("This run did not keep the measurements behind its verdict; start it anew to play with thresholds.")
        return
    _play(subject, evidence)


@st.fragment
def _play(subject: Subject, evidence: Evidence) -> None:
    """A fragment, so that a moved slider draws nothing else anew."""
    varied = _threshold()
    value = _slider(varied)
    _picture(subject, evidence, varied, value)
    _changes(subject, evidence, varied, value)


def _threshold() -> Choice:
    name = st.segmented_control(
        "Threshold",
        [offered.name for offered in CHOICES],
        default=CHOICES[0].name,
        required=True,
        format_func=lambda name: choice(name).label,
        key="threshold",
        bind="query-params",
        disabled=teaching.locked("threshold"),
        label_visibility="collapsed",
    )
    varied = choice(name)
    st.caption(f"{varied.meaning} In use: **{varied.words(varied.in_use)}**.")
    return varied


def _slider(varied: Choice) -> float:
    scale = 100 if varied.percent else 1
    return (
        st.slider(
            f"{varied.label} [%]" if varied.percent else f"{varied.label} [times]",
            min_value=scale * varied.low,
            max_value=scale * varied.high,
            value=scale * varied.in_use,
            step=scale * (varied.high - varied.low) / STEPS,
            format="%.0f %%" if varied.percent and varied.low >= 0.01 else "%.1f",
            key=f"at-{varied.name}",
            bind="query-params",
            disabled=teaching.locked("threshold"),
        )
        / scale
    )


def _picture(subject: Subject, evidence: Evidence, varied: Choice, value: float) -> None:
    values, verdicts = verdicts_over(subject.result, evidence, varied)
    names = [motion_name(rank, finding.name) for rank, finding in enumerate(subject.result.generators)]
    strip = verdict_strip(
        values,
        verdicts[:MOST_LANES],
        names[:MOST_LANES],
        label=varied.label,
        in_use=varied.in_use,
        chosen=value,
        percent=varied.percent,
    )
    charts([strip], key="what-if")


def _changes(subject: Subject, evidence: Evidence, varied: Choice, value: float) -> None:
    """Which verdicts would be others, and why."""
    again = judge_again(subject.result, evidence, varied.set_to(value))
    found = subject.result.generators
    changed = [rank for rank, own in enumerate(again) if own.verdict != found[rank].verdict]
    if not changed:
        st.markdown(f"With **{varied.words(value)}** every verdict stays as it is. {change_sentence(subject, varied)}")
        return
    lines = [
        f"- **{motion_name(rank, found[rank].name)}:** {VERDICTS[found[rank].verdict].badge} → "
        f"{VERDICTS[again[rank].verdict].badge} {one_sentence(again[rank].reason)}"
        for rank in changed[:MOST_LANES]
    ]
    st.markdown(f"With **{varied.words(value)}**, {len(changed)} of {len(found)} verdicts change:\n" + "\n".join(lines))
