"""Lessons: what they are made of, where a reader stands in them, and how a step is shown.

A lesson is data (`lesson.py`): a title, a goal, five to eight steps. A step is done by moving something until a
condition holds; before that it asks what the reader expects. To write one:

1. `lieaug/ui/learn/my_lesson.py` with `LESSON = Lesson(number=…, …, steps=(Step(…), …))`, and its line in `lessons.py`;
2. every step has a `scene(bench) -> values`: it draws the thing to move with the controls of the bench (`bench.slider`,
   `bench.choice`, `bench.scene` for a component of our own; all keep their value in the address) and returns the
   current values. What would give the answer away is drawn only if `bench.voted`;
3. `numbers(values)` says them with unit and meaning, `reached(values)` whether the step is done; both are pure;
4. `solution` are values, as the address holds them, with which it is: "Show me" uses them, and so do the tests.

A component of our own is `scene("name")` of `scenes.py` with `name.js` beside it. A run that a lesson needs comes from
`lesson_run` (`runs.py`), which reuses one with the same configuration.
"""
