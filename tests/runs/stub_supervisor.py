"""The real supervisor with the stub worker: python stub_supervisor.py <home> <slots> <idle seconds>."""

import logging
import sys
from pathlib import Path

from lieaug.runs.home import prepare_home
from lieaug.runs.supervisor import Supervisor

if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    home, slots, idle = sys.argv[1:]
    worker = [sys.executable, str(Path(__file__).with_name("stub_worker.py"))]
    Supervisor(prepare_home(Path(home)), command=worker, slots=int(slots), idle_seconds=float(idle)).run()
