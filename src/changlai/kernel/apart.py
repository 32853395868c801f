"""Much work in a process of its own: the memory it needs goes with it, whatever came before it in this one.

Who ordered it waits for it in a thread. The process ends with its parent, however that ends: its input is closed then.
"""

import importlib
import json
import logging
import os
import select
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any

from django.db import connections

from changlai.kernel.errors import Refusal
from changlai.kernel.jobs import ENDING, LostLease, RetryIn
from changlai.kernel.sentences import Told, text_of

logger = logging.getLogger("changlai.apart")
ROOT = "changlai."
_BEGIN = f"import django; django.setup(); from {__name__} import main; main()"
_VANISHED = "WorkerVanished: the worker died in a process of its own ({code})"


def run(task: str, told: Mapping[str, Any]) -> Any:  # noqa: ANN401 - whatever JSON holds
    """What a function of ours (``module:function``) makes of ``told`` in a process of its own; both are JSON.

    Raises Told, LostLease when it lost the job it holds, and RetryIn when this process is about to end.
    """
    order = {"task": task, "told": told, "database": connections.databases["default"]["NAME"]}
    command = [sys.executable, "-c", _BEGIN]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:  # noqa: S603 - our own
        try:
            _tell(child, order)
            answer = _answer(child)
        finally:
            child.kill()  # when it has answered there is nothing left of it to do
    if not answer:
        raise Told(_VANISHED.format(code=child.returncode))
    said = json.loads(answer)
    if said.get("lost"):
        raise LostLease(task)
    if "error" in said:
        raise Told(said["error"])
    return said["made"]


def _tell(child: "subprocess.Popen[bytes]", order: Mapping[str, Any]) -> None:
    if child.stdin is not None:  # which stays open: its end is the parent's
        child.stdin.write(json.dumps(order).encode() + b"\n")
        child.stdin.flush()


def _answer(child: "subprocess.Popen[bytes]") -> bytes:
    if child.stdout is None:
        return b""
    sources: list[Any] = [child.stdout, ENDING]
    ready, _, _ = select.select(sources, [], [])
    if child.stdout not in ready:
        raise RetryIn(1)
    return child.stdout.readline()


def main() -> None:
    """The other side: do what the first line of the input says, answer in one line."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else is printed is no answer
    order = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    connections.databases["default"]["NAME"] = order["database"]
    answers.write(json.dumps(_done(order["task"], order["told"])).encode() + b"\n")
    answers.flush()


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


def _done(task: str, told: Mapping[str, Any]) -> dict[str, Any]:
    module, _, name = task.partition(":")
    if not module.startswith(ROOT):
        raise ValueError(task)
    try:
        return {"made": getattr(importlib.import_module(module), name)(**told)}
    except LostLease:
        return {"lost": True}
    except Refusal as refusal:
        return {"error": text_of(refusal)}
    except Exception as error:  # it is told to who waits for it; where it came from stands in the log only
        logger.exception("apart.failed", extra={"task": task})
        return {"error": text_of(error)}
