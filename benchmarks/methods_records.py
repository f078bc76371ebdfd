"""Records of the comparison of methods: a JSON line each, appended at once, so that nothing is measured twice."""

import json
from pathlib import Path
from typing import Any


def load(records: Path) -> list[dict[str, Any]]:
    """What is on record."""
    return [json.loads(line) for line in records.read_text().splitlines()] if records.exists() else []


def append(records: Path, record: dict[str, Any]) -> None:
    with records.open("a") as file:
        file.write(json.dumps(record) + "\n")
