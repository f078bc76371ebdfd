"""A lesson on paper: one HTML file that holds everything, for printing; no scripts, nothing from outside."""

from html import escape

from latex2mathml.converter import convert
from markdown_it import MarkdownIt

from lieaug.ui.frame import ASSETS
from lieaug.ui.learn.lesson import Lesson, Step

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_STYLE = """
body { font: 11pt/1.45 Georgia, serif; max-width: 17cm; margin: 1.5cm auto; color: #111; }
h1, h2 { line-height: 1.2; } h2 { font-size: 1.15em; margin-bottom: 0.2em; }
header { display: flex; gap: 1.5em; align-items: center; justify-content: space-between; }
header svg { width: 5cm; }
section { break-inside: avoid; border-top: 1px solid #999; padding-top: 0.4em; margin-top: 1em; }
.name { display: flex; gap: 2em; } .name span { flex: 1; border-bottom: 1px solid #555; }
ol.options { list-style: none; padding-left: 0; } ol.options li::before { content: "☐  "; }
.line { border-bottom: 1px solid #999; height: 1.9em; } math { font-size: 1.1em; }
a { color: inherit; text-decoration: none; }
footer { margin-top: 2em; font-size: 0.85em; color: #555; }
@media print { body { margin: 0 auto; } }
"""


def worksheet(lesson: Lesson) -> str:
    """The lesson's questions and formulas, with room for what was expected and what was found."""
    picture = (ASSETS / "lessons" / f"{lesson.picture}.svg").read_text(encoding="utf-8")
    steps = "".join(_step(number, step) for number, step in enumerate(lesson.steps, start=1))
    title = f"Lesson {lesson.number}: {escape(lesson.title)}"
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head><body>
<header><div><h1>{title}</h1><p>You will be able to {escape(lesson.goal)}. About {lesson.minutes} minutes.</p></div>
{picture}</header>
<p class="name">Name <span></span> Date <span></span></p>
{steps}
<footer>LieAugmenter · page Learn, lesson={lesson.number}</footer>
</body></html>
"""


def _step(number: int, step: Step) -> str:
    options = "".join(f"<li>{_MARKDOWN.renderInline(option)}</li>" for option in step.question.options)
    return f"""<section>
<h2>{number} · {escape(step.title)}</h2>
{_MARKDOWN.render(step.text)}
<p>{convert(step.formula, display="block")}</p>
<p><b>What do you expect?</b> {_MARKDOWN.renderInline(step.question.text)}</p>
<ol class="options">{options}</ol>
<p><b>Do it.</b> {_MARKDOWN.renderInline(step.goal)}</p>
<p>What did you see, and why?</p><div class="line"></div><div class="line"></div>
</section>
"""
