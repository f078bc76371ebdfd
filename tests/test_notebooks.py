"""The example notebooks: each runs from top to bottom, without a kernel and with little training, and is kept bare.

Cells are Python without magics, so that executing them in one namespace is what a kernel does with them. A result at
the end of a cell is asked for its card, as a notebook would.
"""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

import lieaug

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LITTLE = {"steps": 20, "epochs": 5}
"""Put in behind the cell that is tagged as parameters, as papermill does."""


def cells_of(path: Path, kind: str = "code") -> list[dict[str, Any]]:
    return [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind]


def run(path: Path) -> tuple[dict[str, Any], list[str]]:
    """Executes every cell; its namespace, and the cards of the values that cells end with."""
    namespace: dict[str, Any] = {}
    cards = []
    for cell in cells_of(path):
        tree = ast.parse("".join(cell["source"]), f"{path.name}:{cell['id']}")
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, f"{path.name}:{cell['id']}", "exec"), namespace)
        if last is not None:
            value = eval(compile(ast.Expression(last.value), f"{path.name}:{cell['id']}", "eval"), namespace)
            cards += [value._repr_html_()] if hasattr(value, "_repr_html_") else []
        if "parameters" in cell["metadata"].get("tags", []):
            namespace |= LITTLE
    return namespace, cards


def test_there_are_three() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["1-first-discovery", "2-your-own-table", "3-take-it-home"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_kept_without_outputs_and_says_what_it_does(path: Path) -> None:
    for cell in cells_of(path):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None
        assert all(len(line) <= 121 for line in cell["source"])
    assert "".join(cells_of(path, "markdown")[0]["source"]).startswith("# ")
    assert sum("parameters" in cell["metadata"].get("tags", []) for cell in cells_of(path)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_from_top_to_bottom(path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    namespace, cards = run(path)
    found = namespace["found"]
    assert isinstance(found, lieaug.Discovery)
    assert any(found.sentence in card or "Augmentation" in card for card in cards)
    if "named" in namespace:
        assert found.advice
    if "errors" in namespace:
        assert all(value >= 0 for value in namespace["errors"].values())
