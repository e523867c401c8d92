from __future__ import annotations

import signal
import threading
import time

import pytest

from course_utils.checking.isolation import TooLong, time_limit


def spin():
    while True:
        pass


def test_a_loop_is_stopped():
    with pytest.raises(TooLong), time_limit(0.1):
        spin()


def test_a_loop_in_another_thread_is_stopped():
    caught = []

    def work():
        try:
            with time_limit(0.1):
                spin()
        except TooLong as error:
            caught.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(30)
    assert len(caught) == 1


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs Unix signals")
def test_a_timer_that_was_there_before_goes_on():
    rang = []
    handler = signal.signal(signal.SIGALRM, lambda *_: rang.append(True))
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with time_limit(5):
            pass
        deadline = time.monotonic() + 30
        while not rang and time.monotonic() < deadline:
            time.sleep(0.01)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
    assert rang


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs Unix signals")
def test_an_alarm_at_the_end_of_a_block_leaves_nothing_behind():
    handler = signal.getsignal(signal.SIGALRM)
    for _ in range(3000):
        try:
            with time_limit(1e-4):
                for _ in range(200):
                    pass
        except TooLong:
            pass
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
        assert signal.getsignal(signal.SIGALRM) is handler


def test_a_loop_in_another_thread_that_swallows_the_stop_is_asked_again():
    swallowed = []

    def work():
        try:
            with time_limit(0.1):
                while len(swallowed) < 3:
                    try:
                        spin()
                    except TooLong as error:
                        swallowed.append(error)
        except TooLong as error:
            swallowed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(30)
    assert len(swallowed) >= 3
