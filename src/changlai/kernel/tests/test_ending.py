"""The end of a process, as those who wait for something else meanwhile hear of it."""

import select
import socket
import threading

from changlai.kernel.jobs.ending import Alarm


def is_heard(alarm: Alarm) -> bool:
    return bool(select.select([alarm], [], [], 0)[0])


def test_alarm_is_readable_from_when_it_is_set_until_it_is_cleared():
    alarm = Alarm()
    before = is_heard(alarm)
    alarm.set()
    alarm.set()
    while_set = (is_heard(alarm), alarm.is_set())
    alarm.clear()

    assert (before, while_set, is_heard(alarm), alarm.is_set()) == (False, (True, True), False, False)


def test_who_waits_for_a_socket_wakes_at_the_alarm():
    alarm = Alarm()
    silent, other = socket.socketpair()
    with silent, other:
        threading.Timer(0.05, alarm.set).start()
        ready, _, _ = select.select([silent.fileno(), alarm.fileno()], [], [], 30)

    assert ready == [alarm.fileno()]
