"""The user's own data on their way to a discovery: what is in a file, what it may mean, and what to know before."""

from lieaug.tasks.own.findings import Check as Check
from lieaug.tasks.own.findings import Level as Level
from lieaug.tasks.own.form import DataForm as DataForm
from lieaug.tasks.own.form import Does as Does
from lieaug.tasks.own.form import TaskSettings as TaskSettings
from lieaug.tasks.own.groups import ColumnGroup as ColumnGroup
from lieaug.tasks.own.groups import action_of as action_of
from lieaug.tasks.own.groups import in_words as in_words
from lieaug.tasks.own.motion import Motion as Motion
from lieaug.tasks.own.motion import motions_of as motions_of
from lieaug.tasks.own.motion import preview_motion as preview_motion
from lieaug.tasks.own.preflight import Defaults as Defaults
from lieaug.tasks.own.preflight import Preflight as Preflight
from lieaug.tasks.own.preflight import preflight as preflight
from lieaug.tasks.own.preflight import preflight_file as preflight_file
from lieaug.tasks.own.preview import Column as Column
from lieaug.tasks.own.preview import Preview as Preview
from lieaug.tasks.own.preview import inspect as inspect
from lieaug.tasks.own.suggest import Suggestion as Suggestion
from lieaug.tasks.own.suggest import suggest as suggest
