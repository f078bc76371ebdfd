"""Public data sets that are too large to ship: where they come from, how they are fetched, what they become."""

from lieaug.tasks.downloads.registry import BRING_YOUR_OWN as BRING_YOUR_OWN
from lieaug.tasks.downloads.registry import DATASETS as DATASETS
from lieaug.tasks.downloads.registry import DataSet as DataSet
from lieaug.tasks.downloads.registry import OwnFile as OwnFile
from lieaug.tasks.downloads.registry import RemoteFile as RemoteFile
