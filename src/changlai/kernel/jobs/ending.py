"""Whether this process is about to end: jobs that wait for the outside for minutes look at it every second."""

import threading

ENDING = threading.Event()
