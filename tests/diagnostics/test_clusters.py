"""Rows that belong together say less than as many rows that do not."""

import math

import pytest
import torch

from lieaug.diagnostics.clusters import effective_count, error_of_mean


def test_rows_of_their_own_have_the_usual_error(rng: torch.Generator) -> None:
    values = torch.randn(200, generator=rng)
    usual = float(values.std()) / math.sqrt(200)
    assert error_of_mean(values) == pytest.approx(usual)
    assert error_of_mean(values, torch.arange(200)) == pytest.approx(usual)
    assert error_of_mean(values, weights=torch.full((200,), 0.3)) == pytest.approx(usual)


def test_copies_of_a_row_in_its_group_do_not_make_a_mean_surer(rng: torch.Generator) -> None:
    values, groups = torch.randn(50, generator=rng), torch.arange(50)
    copied = error_of_mean(values.repeat(10), groups.repeat(10))
    assert copied == pytest.approx(error_of_mean(values))
    assert error_of_mean(values.repeat(10)) < 0.4 * copied


def test_rows_without_weight_do_not_count(rng: torch.Generator) -> None:
    values, weights = torch.randn(60, generator=rng), torch.ones(60)
    weights[30:] = 0
    kept = error_of_mean(values[:30]) * math.sqrt(29 / 30) * math.sqrt(60 / 59)
    assert error_of_mean(values, weights=weights) == pytest.approx(kept)
    assert effective_count(weights) == pytest.approx(30)
    assert effective_count(weights, torch.arange(60) // 10) == pytest.approx(3)
    assert effective_count(torch.zeros(5)) == 0
