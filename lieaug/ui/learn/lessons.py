"""All lessons, in their order."""

from lieaug.ui.learn import insurance, motions, rotates
from lieaug.ui.learn.lesson import Lesson

LESSONS: tuple[Lesson, ...] = (rotates.LESSON, motions.LESSON, insurance.LESSON)
