"""Choose a task, watch its symmetries being learned, read the verdict."""

from lieaug.ui import session
from lieaug.ui.run import show_run
from lieaug.ui.start import choose_task

run_id = session.requested_run()
if run_id is None:
    choose_task()
else:
    show_run(run_id)
