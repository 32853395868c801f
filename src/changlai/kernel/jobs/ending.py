"""Whether this process is about to end: jobs that wait for the outside for minutes look at it, or wait for it."""

import socket
import threading


class Alarm(threading.Event):
    """An event that can be waited for together with sockets: for ``select`` it is readable once it is set."""

    def __init__(self) -> None:
        super().__init__()
        self._hears, self._tells = socket.socketpair()

    def fileno(self) -> int:
        return self._hears.fileno()

    def set(self) -> None:
        was_set = self.is_set()
        super().set()
        if not was_set:
            self._tells.send(b".")

    def clear(self) -> None:
        super().clear()
        self._hears.setblocking(False)
        try:
            while self._hears.recv(64):
                pass
        except BlockingIOError:
            return


ENDING = Alarm()
