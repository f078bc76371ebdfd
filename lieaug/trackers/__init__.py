"""Observers that log a run elsewhere: TensorBoard, MLflow. Their packages are extras, imported when one is made."""

from lieaug.trackers.mlflow import MLflow as MLflow
from lieaug.trackers.tensorboard import TensorBoard as TensorBoard
from lieaug.trackers.words import tracker_of as tracker_of
