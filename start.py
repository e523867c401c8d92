"""Set the course up and open it: ``python start.py``. Test it: ``python start.py test``.

Needs nothing but Python. Makes ``.venv`` beside this file and installs the course there; a second
start installs nothing. Whatever goes wrong on a learner's machine ends in one sentence. The syntax
is that of Python 3.6, so that an old Python can still say which one the course needs.
"""

import argparse
import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
STAMP = VENV / "course-stamp.json"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PYTHONS = ("3.13", "3.12", "3.11")
FIRST_LESSON = "notebooks/01_tensors.ipynb"
CPU_WHEELS = "https://download.pytorch.org/whl/cpu"
TESTED = ["lab", "model", "test"]
EXTRAS = {"lab": ["lab"], "setup": TESTED, "test": TESTED}
STEPS = {  # what `start.py test` and CI run, each with the Python in .venv
    "ruff check": "ruff check .",
    "ruff format": "ruff format --check .",
    "codespell": "codespell_lib",
    "tests": "pytest",
    "notebooks": "pytest --nbval --nbval-current-env --nbval-cell-timeout=120 "
    "--nbval-sanitize-with tests/nbval_sanitize.cfg notebooks/",
}

NO_VENV = (
    "This Python cannot make a virtual environment: on Debian or Ubuntu run "
    "'sudo apt install python%d.%d-venv', elsewhere install Python from https://www.python.org"
) % sys.version_info[:2]
EXPLANATIONS = (  # what pip, venv or the system said, as a pattern, and what to tell the learner
    (
        "No space left|Errno 28|not enough space on the disk",
        "The disk is full (the folder of the course, or the temporary folder {tmp}): free some "
        "space, then start again.",
    ),
    ("ensurepip is not available", NO_VENV),
    (
        "Windows Long Path",
        "Windows refused a long path: move the course to a short folder such as C:\\course, then "
        "start again.",
    ),
    (
        "CERTIFICATE_VERIFY_FAILED",
        "The package index's certificate was refused: if your network has one of its own, name its "
        "file in the environment variable PIP_CERT, then start again.",
    ),
    (
        r"Retrying \(|Max retries exceeded|ProxyError|Read timed out|Could not fetch",
        "The package index cannot be reached: check the network (or the proxy), then start again.",
    ),
    (
        "No matching distribution",
        "A package has no build for this machine ({machine}): use a 64-bit Python 3.11, 3.12 or "
        "3.13, conda (environment.yml) or Colab.",
    ),
    (
        "Permission denied|Operation not permitted|Access is denied|Read-only file system",
        "Something below {here} cannot be written: close what still uses it (JupyterLab?), or move "
        "the course to a folder of your own, then start again.",
    ),
)


class Stop(Exception):
    """A sentence for the learner; the program ends with it."""


def explain(text):
    """One sentence for what pip, venv or the system said on its way out."""
    machine = "%s %s, Python %s" % (platform.system(), platform.machine(), sys.version.split()[0])
    for pattern, sentence in EXPLANATIONS:
        if re.search(pattern, text):
            return sentence.format(tmp=tempfile.gettempdir(), here=HERE, machine=machine)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")] or lines or ["no reason given"]
    return "The installation failed: %s" % errors[-1]


def wrong_python(version, find_other):
    """The sentence for a Python the course does not run on, or None. `find_other()` seeks one."""
    if "%d.%d" % version[:2] in PYTHONS:
        return None
    other = find_other()
    cure = "run:  %s start.py" % other if other else "install one from https://www.python.org"
    return "The course needs Python 3.11, 3.12 or 3.13, this is %d.%d: %s" % (version[:2] + (cure,))


def wrong_machine(system, machine):
    """The sentence for a machine without a PyTorch wheel, or None."""
    if (system, machine) == ("Darwin", "x86_64"):
        return "PyTorch is no longer built for Intel Macs: use conda (environment.yml) or Colab."
    return None


def disk_too_small(free, nvidia):
    """The sentence for a disk with too few free bytes, or None."""
    need = 10 if nvidia else 3
    if free >= need * 10**9:
        return None
    found = "The course needs %d GB of free disk and finds %.1f GB" % (need, free / 10**9)
    return found + ": free some space, then start again."


def venv_trouble(stamp, version):
    """Why the .venv cannot be used as it is, or None. `version` is what its Python answered."""
    if version is None:
        return "it is incomplete, or its Python is gone"
    if version.split(".")[:2] != platform.python_version().split(".")[:2]:
        return "it was made by Python %s" % version
    if stamp.get("state") == "installing":
        return "its last installation did not finish"
    if stamp.get("place", str(HERE)) != str(HERE):
        return "it was made for %s" % stamp["place"]
    return None


def is_ready(stamp, fingerprint, extras):
    """Whether the installation that the stamp records is still what the course asks for."""
    return stamp.get("fingerprint") == fingerprint and set(extras) <= set(stamp.get("extras", ()))


def torch_choice(system, machine, nvidia, reachable):
    """pip's options for torch, and what they bring in words. `reachable()` asks the network."""
    if (system, machine) != ("Linux", "x86_64"):
        return [], "PyTorch"
    if nvidia:
        return [], "PyTorch with CUDA, for the NVIDIA GPU in this machine (several GB)"
    if reachable():
        return ["--extra-index-url", CPU_WHEELS], "PyTorch for the CPU (about 200 MB)"
    return [], "PyTorch as pip's own settings have it (its CPU wheels' address cannot be reached)"


def find_python():
    """The command of a Python on this machine that will do, or an empty text."""
    for name in ("python" + version for version in PYTHONS):
        if shutil.which(name) and subprocess.call([name, "-c", ""], stderr=subprocess.DEVNULL) == 0:
            return name
    return ""


def cpu_wheels_reachable():
    try:
        urllib.request.urlopen(CPU_WHEELS + "/torch/", timeout=5).close()
    except (OSError, ValueError):
        return False
    return True


def has_nvidia():
    places = ("/proc/driver/nvidia/version", "/dev/nvidia0")
    return any(os.path.exists(place) for place in places) or bool(shutil.which("nvidia-smi"))


def fingerprint_of(version):
    """What an installation depends on: the two files of requirements and the Python."""
    texts = [(HERE / name).read_text("utf-8") for name in ("pyproject.toml", "requirements.txt")]
    return hashlib.sha256("\n".join(texts + [version]).encode()).hexdigest()


def read_stamp():
    try:
        return dict(json.loads(STAMP.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def write_stamp(**content):
    STAMP.write_text(json.dumps(content), "utf-8")


def say(text):
    print(text, flush=True)


def environment():
    """This process's environment with .venv in front, less what would lead pip elsewhere."""
    leads_away = ("PYTHONHOME", "PYTHONPATH", "PIP_USER", "PIP_TARGET", "PIP_PREFIX")
    env = {name: value for name, value in os.environ.items() if name not in leads_away}
    path = str(PYTHON.parent) + os.pathsep + env.get("PATH", "")
    return dict(env, PATH=path, VIRTUAL_ENV=str(VENV))


def version_in_venv():
    """The version of the Python in .venv; None unless it answers and has pip."""
    ask = [str(PYTHON), "-c", "import platform, pip; print(platform.python_version())"]
    try:
        answer = subprocess.run(ask, capture_output=True, text=True, env=environment())
    except OSError:
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None


def make_venv():
    small = disk_too_small(shutil.disk_usage(str(HERE)).free, has_nvidia())
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        raise Stop(NO_VENV)
    if small:
        raise Stop(small)
    say("[1/3] Making .venv with Python %s" % platform.python_version())
    command = [sys.executable, "-m", "venv", str(VENV)]
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode != 0:
        raise Stop(explain(made.stdout + made.stderr))


def pip_install(arguments):
    """Run pip with its progress on the screen; its complaints become one sentence."""
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]
    command += [] if sys.stdout.isatty() else ["--progress-bar=off"]
    command += ["-c", "requirements.txt"] + arguments
    streams = {"stderr": subprocess.PIPE, "text": True, "errors": "replace"}
    complaints = ""
    with subprocess.Popen(command, cwd=str(HERE), env=environment(), **streams) as pip:
        for line in pip.stderr:
            if "Retrying (" in line and "Retrying (" not in complaints:
                say("The package index does not answer; pip tries again ...")
            complaints += line
    if pip.returncode != 0:
        raise Stop(explain(complaints))


def set_up(extras):
    """Bring .venv to what pyproject.toml and requirements.txt ask for; quick when it is there."""
    stamp, version = read_stamp(), version_in_venv()
    trouble = venv_trouble(stamp, version) if os.path.lexists(str(VENV)) else None
    if trouble:
        if VENV.is_symlink() or not VENV.is_dir():
            raise Stop("%s is not a folder: move it away, then start again." % VENV)
        if Path(sys.prefix) == VENV:
            raise Stop("The .venv must be made anew (%s): run 'deactivate' first." % trouble)
        say("Making .venv anew: %s." % trouble)
        shutil.rmtree(str(VENV))
    if trouble or version is None:
        make_venv()
        stamp, version = {}, version_in_venv()
        if version is None:
            raise Stop("The new .venv does not run: delete %s, then start again." % VENV)
    fingerprint = fingerprint_of(version)
    if is_ready(stamp, fingerprint, extras):
        return
    machine = (platform.system(), platform.machine())
    options, what = torch_choice(*machine, has_nvidia(), cpu_wheels_reachable)
    write_stamp(state="installing")
    say("[2/3] Installing %s" % what)
    pip_install(options + ["torch"])
    say("[3/3] Installing JupyterLab and the course (a few minutes)")
    pip_install(["-e", ".[%s]" % ",".join(extras)])
    write_stamp(fingerprint=fingerprint, extras=extras, place=str(HERE))


def open_lab(folder, port, browser):
    """Run JupyterLab on `folder` until it is stopped."""
    if not folder.is_dir():
        raise Stop("There is no folder %s." % folder)
    page = "/lab/tree/" + FIRST_LESSON if (folder / FIRST_LESSON).exists() else "/lab"
    command = [str(PYTHON), "-m", "jupyterlab", "-y", "--log-level=WARN"]
    command += ["--LabApp.log_level=WARN"]  # leaves the address, drops the chatter
    command += ["--ServerApp.root_dir=%s" % folder, "--LabApp.default_url=%s" % page]
    command += ["--ServerApp.port=%d" % port, "--ServerApp.open_browser=%s" % browser]
    command += ["--LabApp.news_url=None"]  # asks nobody for news or for updates
    command += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command += ["--allow-root"]  # as in most containers; it answers this machine alone
    say("Opening JupyterLab. Ctrl-C here stops it.")
    os.chdir(str(folder))
    if os.name != "nt":  # become JupyterLab, so that Ctrl-C and a kill reach it and it alone
        os.execve(command[0], command, environment())
    lab = subprocess.Popen(command, env=environment())
    while True:
        try:
            return lab.wait()
        except KeyboardInterrupt:  # JupyterLab got it too, and closes its kernels
            continue


def run_tests():
    """Run every step, also after one has failed; then say which did."""
    failed = []
    with tempfile.TemporaryDirectory() as scratch:
        env = dict(environment(), COURSE_PROGRESS_FILE=os.path.join(scratch, "progress.json"))
        for name, command in STEPS.items():
            say("\n== %s: python -m %s" % (name, command))
            done = subprocess.run([str(PYTHON), "-m"] + command.split(), cwd=str(HERE), env=env)
            failed += [name] if done.returncode else []
    say("\n%d of %d steps passed." % (len(STEPS) - len(failed), len(STEPS)))
    if failed:
        raise Stop("Failed: %s." % ", ".join(failed))
    return 0


def parse(arguments):
    about = "Set the course up in .venv beside this file, then open it."
    parser = argparse.ArgumentParser(prog="python start.py", description=about)
    commands = "lab opens JupyterLab (the default); test runs what CI runs; setup does neither"
    parser.add_argument("command", nargs="?", choices=sorted(EXTRAS), default="lab", help=commands)
    parser.add_argument("--no-browser", action="store_true", help="only print JupyterLab's address")
    parser.add_argument("--port", type=int, default=8888, help="JupyterLab's port (8888)")
    own = "open another folder, such as your own copy of the course (this one)"
    parser.add_argument("--folder", default=str(HERE), help=own)
    return parser.parse_args(arguments)


def start(options):
    wrong = wrong_python(sys.version_info, find_python)
    wrong = wrong or wrong_machine(platform.system(), platform.machine())
    if wrong:
        raise Stop(wrong)
    set_up(EXTRAS[options.command])
    if options.command == "lab":
        return open_lab(Path(options.folder).resolve(), options.port, not options.no_browser)
    return run_tests() if options.command == "test" else 0


def main(arguments):
    options = parse(arguments)
    try:
        return start(options)
    except (Stop, OSError) as problem:
        sentence = str(problem) if isinstance(problem, Stop) else explain(str(problem))
    except KeyboardInterrupt:
        sentence = "Stopped. Start again any time:  python start.py"
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
