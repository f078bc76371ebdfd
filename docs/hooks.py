"""Mathematics as MathML at build time, so that the site needs no script from anywhere; pictures from `assets/`."""

import html
import re
from pathlib import Path
from typing import Any

from latex2mathml.converter import convert
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[1]
PICTURES = ("icon.svg", "readme/verdict.png", "readme/orbits.png", "readme/my-data.png", "readme/lesson.png")
_FORMULA = re.compile(r'<(span|div) class="arithmatex">\s*\\[(\[](.*?)\\[)\]]\s*</\1>', re.DOTALL)


def on_files(files: Files, config: Any) -> Files:
    """Adds pictures that lie in the project's assets."""
    for name in PICTURES:
        files.append(File.generated(config, f"assets/{name}", abs_src_path=str(ROOT / "assets" / name)))
    return files


def on_page_content(content: str, **_kwargs: Any) -> str:
    return _FORMULA.sub(_as_mathml, content)


def _as_mathml(found: re.Match[str]) -> str:
    display = "block" if found[1] == "div" else "inline"
    return convert(html.unescape(found[2].strip()), display=display)
