"""The script that measures a GPU, in its quick form on whatever device there is."""

import pytest
import torch

from benchmarks import gpu


def test_the_quick_form_fills_its_table(capsys: pytest.CaptureFixture[str]) -> None:
    gpu.main(["--quick"])
    header, _, *rows = [line.strip("| ").split(" | ") for line in capsys.readouterr().out.splitlines()]
    assert [row[:2] for row in rows] == [["two-body", "1"], ["two-body", "2"]]
    for row in rows:
        found = dict(zip(header, row, strict=True))
        assert float(found["steps/s"]) > 0
        assert 0 < float(found["share of the roofline"].rstrip("%")) < 100
        assert (found["waits a step"] == "–") == (not torch.cuda.is_available())


def test_twice_the_seeds_are_twice_the_operations() -> None:
    one, two = (gpu.operations_a_step(gpu.make_arms("two-body", seeds, "cpu")["plain"]) for seeds in (1, 2))
    assert two == 2 * one > 0


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is one")
def test_without_a_gpu_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        gpu.main([])
    assert "expected a CUDA GPU" in capsys.readouterr().err
