"""Whether this process is about to end: jobs that wait for the outside for minutes look at it, or wait for it."""

import os
import threading


class Alarm(threading.Event):
    """An event that can be waited for together with sockets: for ``select`` it is readable once it is set."""

    def __init__(self) -> None:
        super().__init__()
        self._hears, self._tells = os.pipe()  # open as long as the process
        os.set_blocking(self._hears, False)

    def fileno(self) -> int:
        return self._hears

    def set(self) -> None:
        was_set = self.is_set()
        super().set()
        if not was_set:
            os.write(self._tells, b".")

    def clear(self) -> None:
        super().clear()
        try:
            while os.read(self._hears, 64):
                pass
        except BlockingIOError:
            return


ENDING = Alarm()
