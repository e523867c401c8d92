"""Work shared out to processes, of which one may die without taking the others along."""

from __future__ import annotations

import os
import queue
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context, parent_process
from typing import Any

ENDED = "the process that graded it was ended from outside"


def in_processes(
    work: Callable[[Any], Any],
    tasks: Sequence[Any],
    jobs: int,
    done: Callable[[Any, Any], None],
    failed: Callable[[Any, str], None],
) -> None:
    """Do the tasks in `jobs` processes; one that dies takes its own task with it and no other.

    `done` and `failed` are called in this process, one at a time. What they raise, and Ctrl-C,
    stops everything and is raised here.
    """
    waiting: queue.SimpleQueue = queue.SimpleQueue()
    for task in tasks:
        waiting.put(task)
    one_at_a_time = threading.Lock()
    problems: list[BaseException] = []

    def keep_busy() -> None:
        pool = _one_process()
        try:
            while not problems and not waiting.empty():
                try:
                    task = waiting.get_nowait()
                except queue.Empty:
                    return
                try:
                    result = pool.submit(work, task).result()
                except BrokenProcessPool:
                    pool = _one_process()
                    with one_at_a_time:
                        if not problems:
                            failed(task, ENDED)
                    continue
                with one_at_a_time:
                    done(task, result)
        except BaseException as problem:  # the disk is full, say
            problems.append(problem)
        finally:
            pool.shutdown(cancel_futures=True)

    threads = [threading.Thread(target=keep_busy) for _ in range(min(jobs, len(tasks)))]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.join()
    except KeyboardInterrupt as interrupt:
        problems.append(interrupt)
        for process in active_children():
            process.terminate()
        for thread in threads:
            thread.join()
    if problems:
        raise problems[0]


def _one_process() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_begin)


def _begin() -> None:
    """Ctrl-C reaches every process of a terminal; what to do then is the first one's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_first, daemon=True).start()


def _end_with_the_first() -> None:
    """Where the first process was killed, nobody else would end this one."""
    parent_process().join()
    os._exit(1)
