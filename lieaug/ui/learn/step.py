"""One step on the page: text and question to the left, the thing to move to the right, formula and numbers below it."""

import streamlit as st

from lieaug.ui import teaching
from lieaug.ui.learn import place
from lieaug.ui.learn.bench import Bench
from lieaug.ui.learn.lesson import Lesson, Step, Values

LETTERS = "ABCD"


def show_step(lesson: Lesson, number: int) -> None:
    """Shows a step; whatever reaches its goal after the vote makes it done, and done it stays."""
    step = lesson.steps[number - 1]
    vote = place.vote(lesson.number, number)
    with st.container(key="learn-step"):
        words, thing = st.columns([5, 7], gap="large")
        with thing, st.container(key="learn-thing"):
            values = step.scene(Bench(lesson.number, number, voted=vote is not None))
        _formula_words_numbers(step, values)
    reached = step.reached(values)
    if reached and vote is not None and number not in place.done(lesson.number):
        place.mark_done(lesson.number, number)
    done = number in place.done(lesson.number)
    with words, st.container(key="learn-words"):
        st.markdown(f"## {step.title}", anchors=False)
        st.markdown(step.text)
        _question(lesson, number, vote, values if done else None)
        _goal(lesson, number, reached=reached, done=done, voted=vote is not None)
        if done and vote is not None and not teaching.hidden("answers"):
            _comparison(step, vote, values)


def _formula_words_numbers(step: Step, values: Values) -> None:
    """The same thing three times, side by side."""
    with st.container(border=True, key="learn-panel"):
        formula, words, now = st.columns([4, 3, 5], gap="medium")
        with formula:
            st.caption("Formula")
            st.latex(step.formula)
        with words:
            st.caption("In words")
            st.markdown(step.words)
        if teaching.hidden("numbers"):
            return
        with now:
            st.caption("Now")
            with st.container(horizontal=True, gap="medium", key="learn-numbers"):
                for number in step.numbers(values):
                    st.metric(number.label, number.text, help=number.meaning, width="content")


def _question(lesson: Lesson, number: int, vote: int | None, values: Values | None) -> None:
    """What is expected; once the step is done the vote stays as it was, beside the answer."""
    question = lesson.steps[number - 1].question
    right = None if values is None or teaching.hidden("answers") else question.right(values)
    st.markdown("#### :material/how_to_vote: What do you expect?", anchors=False)
    st.markdown(question.text)
    with st.container(gap="xsmall", key="learn-options"):
        for option, text in enumerate(question.options):
            mark = "right" if option == right else "chosen" if option == vote else "other"
            st.button(
                f"**{LETTERS[option]}** \u2002 {text}",
                key=f"learn-option-{option}-{mark}" if values is not None else f"learn-option-{option}",
                icon=":material/check:" if mark == "right" else None,
                type="primary" if option == vote and values is None else "secondary",
                width="stretch",
                disabled=values is not None,
                on_click=place.cast_vote,
                args=(lesson.number, number, option),
            )


def _goal(lesson: Lesson, number: int, *, reached: bool, done: bool, voted: bool) -> None:
    step = lesson.steps[number - 1]
    state = "done" if done else "open"
    with st.container(border=True, key=f"learn-goal-{state}", gap="small"):
        icon = ":material/check_circle:" if done else ":material/pan_tool:"
        st.markdown(f"#### {icon} {'Done' if done else 'Your turn'}", anchors=False)
        st.markdown(step.goal)
        if not done and not voted:
            st.caption("Say first what you expect." + (" It is there already, as it happens." if reached else ""))
        elif not done:
            with st.container(horizontal=True, gap="small"):
                st.button(
                    "Show me", type="tertiary", icon=":material/visibility:", key="learn-show",
                    on_click=_show_solution, args=(step, number), disabled=teaching.locked("lesson"),
                )  # fmt: skip
                if step.hint:
                    with st.popover("A hint", type="tertiary", icon=":material/lightbulb:"):
                        st.markdown(step.hint)
        else:
            st.button(
                "Once more", type="tertiary", icon=":material/restart_alt:", key="learn-anew",
                on_click=place.start_anew, args=(lesson.number, number),
            )  # fmt: skip


def _show_solution(step: Step, number: int) -> None:
    for name, value in step.solution.items():
        place.put(name, number, value)


def _comparison(step: Step, vote: int, values: Values) -> None:
    right = step.question.right(values)
    with st.container(key="learn-comparison", gap="small"):
        st.markdown("#### :material/compare_arrows: Expected and found", anchors=False)
        expected = f"You expected **{LETTERS[vote]}**"
        if vote == right:
            st.markdown(f":green-badge[:material/check: as expected] {expected}, and so it is.")
        else:
            found = f"**{LETTERS[right]}**: {step.question.options[right]}"
            st.markdown(f":orange-badge[:material/lightbulb: a surprise] {expected}; it is {found}.")
        st.markdown(step.question.because)
