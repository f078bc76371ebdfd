from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from lieaug.schema import RunState, Verdict
from lieaug.ui.words import STATES, VERDICTS, age, duration, metric, one_sentence

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_every_state_and_verdict_has_its_own_sign_and_word() -> None:
    assert set(STATES) == set(get_args(RunState))
    assert set(VERDICTS) == set(get_args(Verdict))
    for signs in (STATES, VERDICTS):
        assert len({sign.mark for sign in signs.values()}) == len(signs)
        assert len({sign.icon for sign in signs.values()}) == len(signs)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.0, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (80.0, "1 min 20 s"),
        (605.0, "10 min"),
        (3600.0, "1 h"),
        (7500.0, "2 h 5 min"),
    ],
)
def test_durations_have_at_most_two_units(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=30), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=3), "3 h ago"),
    ],
)
def test_ages_are_relative_within_a_day(before: timedelta, words: str) -> None:
    assert age(NOW - before, NOW) == words


def test_older_runs_have_a_date() -> None:
    assert age(NOW - timedelta(days=9), NOW) == "14 Nov 2026"


def test_qualities_are_shares_or_numbers() -> None:
    assert metric("accuracy", 0.9683) == "accuracy 96.8%"
    assert metric("mse", 2.13e-6) == "mse 2.1×10⁻⁶"
    assert metric(None, None) == ""


@pytest.mark.parametrize(("text", "sentence"), [("expected x", "Expected x."), ("Done.", "Done."), ("", "")])
def test_messages_become_sentences(text: str, sentence: str) -> None:
    assert one_sentence(text) == sentence
