"""What to do when memory does not suffice: wait a little, and go on with smaller steps."""

import gc
import sys
import time

from lieaug.errors import DeviceError

BACKOFF_SECONDS = (2.0, 8.0, 32.0)
"""How long to wait before each new try: what else takes memory may end meanwhile."""

SMALLEST_BATCH = 8


def is_out_of_memory(error: Exception) -> bool:
    """Whether it says that memory ran out, of the machine or of its GPU."""
    # On a GPU torch raises its own OutOfMemoryError, on a CPU a bare RuntimeError with this text.
    named = isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError"
    return named or "can't allocate memory" in str(error)


def out_of_memory() -> DeviceError:
    return DeviceError(
        "expected enough memory for this run, got none left; choose a smaller batch size, fewer seeds or the "
        "device cpu, and start again"
    )


def halved(batch: int) -> int | None:
    """The next smaller batch; None if it is as small as it can be."""
    return max(batch // 2, SMALLEST_BATCH) if batch > SMALLEST_BATCH else None


def give_back(seconds: float) -> None:
    """Returns unused memory to the system and waits; nothing may hold the old pipeline any more."""
    gc.collect()
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available():
        torch.cuda.empty_cache()
    time.sleep(seconds)
