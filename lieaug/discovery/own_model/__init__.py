"""Diagnosing a trained model of the user's: asked along every named motion, as it is and against the data."""

from lieaug.discovery.own_model.api import diagnose as diagnose
from lieaug.discovery.own_model.api import diagnose_data as diagnose_data
from lieaug.discovery.own_model.api import diagnose_task as diagnose_task
from lieaug.discovery.own_model.onnx_file import OnnxModel as OnnxModel
