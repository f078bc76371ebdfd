"""All lessons, in their order."""

from lieaug.ui.learn import absent, half, insurance, mine, motions, rotates, slow
from lieaug.ui.learn.lesson import Lesson

LESSONS: tuple[Lesson, ...] = (
    rotates.LESSON,
    motions.LESSON,
    insurance.LESSON,
    slow.LESSON,
    half.LESSON,
    absent.LESSON,
    mine.LESSON,
)
