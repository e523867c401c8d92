"""Print the newest versions in pyproject.toml's ranges that every Python allowed can install.

python3 .ci/pins.py > build/requirements.txt
"""

import json
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import start

ROOT = start.HERE
# Debian 12 has 3.11.2: a release that asks for 3.11.5 would leave its readers without a course.
OLDEST = "3.11.0"
KEPT = ("torch==", "triton==")  # torch's CUDA builds ask for exactly their triton


def resolved(*wanted):
    """What pip would install into an empty environment of the oldest Python: name -> version."""
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--report", "-"]
    command += ["--target", ROOT / "build/pins", "--python-version", OLDEST]
    command += ["--only-binary", ":all:", *wanted]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return {
        item["metadata"]["name"]: item["metadata"]["version"].partition("+")[0]
        for item in json.loads(done.stdout)["install"]
        if "dir_info" not in item["download_info"]  # the course itself
    }


def main():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line.startswith(KEPT)]
    options, _ = start.torch_here()
    pins = resolved(*kept, *options, ".[homework,lab,model,test]")
    pins |= resolved("--no-deps", start.WEIGHTS)
    print("# The tested environment, exactly; start.py installs within it. Written by: make pins")
    for name in sorted(pins, key=lambda name: re.sub(r"[-_.]+", "-", name).lower()):
        print(f"{name}=={pins[name]}")


if __name__ == "__main__":
    main()
