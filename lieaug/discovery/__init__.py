"""The discovery, from configuration to verdict."""

from lieaug.discovery.api import discover as discover
from lieaug.discovery.own_model import diagnose as diagnose
from lieaug.discovery.pipeline import Pipeline as Pipeline
from lieaug.discovery.prepare import Study as Study
from lieaug.discovery.prepare import prepare as prepare
from lieaug.discovery.snapshot import Snapshot as Snapshot
