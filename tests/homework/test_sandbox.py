"""What a submission may do, and what becomes of it: cells, limits, walls, nothing left behind."""

from __future__ import annotations

import os
import socket
import sys
import time
from pathlib import Path

import pytest
import torch

from course_utils.checking.isolation import TooLong
from course_utils.homework.remote import remote_function
from course_utils.homework.sandbox import KernelFailed, Limits, Session
from tests.homework.submission import session

RIGHT = "def double(x):\n    return 2 * x"


def doubles(running):
    x = torch.arange(3.0)
    return torch.equal(remote_function(running, "double")(x), 2 * x)


@pytest.mark.parametrize(
    "cell",
    [
        "while True: pass",
        "while True:\n    try:\n        time.sleep(1)\n    except BaseException: pass",
        "os._exit(0)",
        "import ctypes; ctypes.string_at(0)",
        "exit()",
        "raise KeyboardInterrupt",
    ],
    ids=["loop", "swallows", "exit", "segfault", "quits", "interrupts"],
)
def test_a_cell_that_does_not_end_well_loses_no_other(cell):
    with session(RIGHT, cell, "triple = lambda x: double(x) + x") as running:
        assert doubles(running)
        x = torch.ones(2)
        assert remote_function(running, "triple")(x).tolist() == [3, 3]


def test_cells_that_fail_lose_nothing_below():
    cells = [
        "sys.exit(3)\n" + RIGHT,
        "import nowhere\ndef one(): return 1.0",
        "def two(): return 2.0\nthis is no Python\ndef three(): return 3.0",
        "!pip install nothing\n%matplotlib inline\nx = %time 3\nfour = lambda: 4.0",
        "%%time\ndef five(): return 5.0",
        "%%bash\nexit 1",
        "raise ValueError\nif sys.platform:\n    def six(): return 6.0\nelse:\n    six = None",
        "1/0\ntry:\n    import nowhere\nexcept ImportError:\n    seven = lambda: 7.0",
        "from course_utils import check\ncheck(two)\ndef eight(): return 8.0",
        "print('x' * 30_000_000)\nos.write(1, b'x' * 1_000_000)\nnine = lambda: 9.0",
    ]
    with session(*cells, limits=Limits(cell_seconds=20)) as running:
        assert not running.remarks
        assert doubles(running)
        names = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
        assert [remote_function(running, name)() for name in names] == list(
            map(float, range(1, 10))
        )
        assert remote_function(running, "ten") is None


def test_memory_and_processes_are_bounded():
    fork = "children = []\nwhile True:\n    child = os.fork()\n    if not child: time.sleep(99)"
    cells = [RIGHT, "big = torch.ones(5_000_000_000)", "fine = 1", fork]
    with session(*cells) as running:
        assert doubles(running)
        assert remote_function(running, "fine") == 1
        assert remote_function(running, "big") is None


FORK = "for _ in range(60):\n    if not os.fork():\n        time.sleep(99)\n"


def test_what_was_forked_is_gone_before_the_calls():
    bomb = "while True:\n    os.fork()"
    children = "def more():\n    return sum(1 for _ in range(60) if os.fork() or os._exit(0))"
    for last in (FORK, bomb):
        with session(RIGHT, children, last) as running:
            assert len(running.place._processes()) == 1
            assert doubles(running)
            assert remote_function(running, "more")() == 60  # the dead do not count


def test_what_a_stopped_call_forked_is_gone_before_the_next(monkeypatch):
    monkeypatch.setattr("course_utils.homework.remote.SECONDS", 0.5)
    forks = "".join(f"    {line}\n" for line in FORK.splitlines())
    with session(RIGHT, f"def forks(x):\n{forks}    time.sleep(1e9)") as running:
        with pytest.raises(TooLong):
            remote_function(running, "forks")(torch.ones(1))
        assert doubles(running)
        assert len(running.place._processes()) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")
def test_what_is_out_of_sight(tmp_path):
    secret, hidden = tmp_path / "secret.txt", Path("/tmp") / f"hidden-{os.getpid()}"
    secret.write_text("42")
    hidden.mkdir()
    (hidden / "roster.csv").write_text("Doe, Jr")
    os.environ["COURSE_TEST_TOKEN"] = "42"
    server = socket.create_server(("127.0.0.1", 0))
    port = server.getsockname()[1]
    cell = f"""
def tried(do):
    try:
        return do()
    except BaseException as error:
        return type(error).__name__
found = {{
    "secret": tried(lambda: open({str(secret)!r}).read()),
    "roster": tried(lambda: open("{hidden}/roster.csv").read()),
    "proc": tried(lambda: [open(f"/proc/{{p}}/cmdline").read() for p in os.listdir("/proc")
                           if p.isdigit() and int(p) == {os.getpid()}]),
    "token": os.environ.get("COURSE_TEST_TOKEN"),
    "write": tried(lambda: open({str(Path(__file__).parent / "x")!r}, "w").write("x")),
    "course": tried(lambda: __import__("course_utils.exercises").exercises),
    "net": tried(lambda: __import__("socket").create_connection(("127.0.0.1", {port}), 1)),
    "kill": tried(lambda: os.kill({os.getpid()}, 0)),
    "root": tried(lambda: os.setuid(0)) if os.getuid() else "PermissionError",
    "home": tried(lambda: open("here.txt", "w").write("x")),
}}
"""
    try:
        with session(cell, hide=[secret, hidden]) as running:
            found = remote_function(running, "found")
            missing = running.missing
    finally:
        server.close()
        (hidden / "roster.csv").unlink()
        hidden.rmdir()
        del os.environ["COURSE_TEST_TOKEN"]
    assert found["token"] is None
    assert found["home"] == 1
    if not missing:
        assert "42" not in str(found["secret"])
        assert found["roster"] in ("FileNotFoundError", "PermissionError")
        assert found["write"] in ("OSError", "PermissionError", "FileNotFoundError")
        assert found["course"] in ("ModuleNotFoundError", "ImportError")
        assert found["net"] == "OSError"
        assert found["kill"] in ("ProcessLookupError", "PermissionError")
        assert found["root"] == "PermissionError"
        assert found["proc"] == []


FILL = """
import pathlib
def filled(name):
    \"\"\"How many files of a megabyte, and empty ones, find room there.\"\"\"
    place, made = pathlib.Path.home().parent / name, []
    for content in (bytes(1 << 20), b""):
        try:
            for number in range(30 if content else 30_000):
                made.append((place / f"{number}-{len(content)}").write_bytes(content))
        except OSError:
            continue
    return [made.count(1 << 20), made.count(0)]
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")
def test_no_folder_can_be_filled():
    with session(FILL, limits=Limits(2, home_bytes=9 << 20)) as running:
        filled = remote_function(running, "filled")
        most = {"": (0, 0), "run": (1, 1000), "home": (9, 20_000)}
        for name, (large, empty) in most.items() if not running.missing else ():
            found = filled(name)
            assert found[0] <= large
            assert found[1] <= empty


def test_what_the_machine_has_not_is_said():
    with session(RIGHT) as running:
        running.place.report = {"network": "unshare: not permitted", "files": None}
        assert running.missing[0] == "The network could not be cut (unshare: not permitted)."
        assert running.protections == ["Your files are out of sight, and all others are read-only."]
        running.place.report = {}


def test_a_kernel_that_cannot_start_is_no_matter_of_the_submission(tmp_path):
    small = Limits(memory=50 << 20, start_seconds=20)
    start = time.monotonic()
    with pytest.raises(KernelFailed), Session([RIGHT], Path("/tmp") / f"w{os.getpid()}", small):
        pass
    assert time.monotonic() - start < 20
    assert not (Path("/tmp") / f"w{os.getpid()}").exists()


def test_all_of_it_in_the_time_given():
    with session(RIGHT, *["time.sleep(3)"] * 9, limits=Limits(20, wall_seconds=5)) as running:
        assert running.remarks[-1] == "The notebook as a whole took too long."
