"""All lessons, in their order."""

from lieaug.ui.learn import rotates
from lieaug.ui.learn.lesson import Lesson

LESSONS: tuple[Lesson, ...] = (rotates.LESSON,)
