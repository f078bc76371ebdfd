"""Where runs are placed: on this machine, or by an engine on many. Progress and requests go through the folder."""

from lieaug.runs.engines.base import LOCAL, Engine, engine_named, requested_engine

__all__ = ["LOCAL", "Engine", "engine_named", "requested_engine"]
