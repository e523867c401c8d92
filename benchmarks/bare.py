"""Import this before course_utils, to have its parts without its front door.

`import course_utils` brings the whole course, and with it IPython and matplotlib. A machine with a
GPU may have torch alone. After `import bare` (a file beside this one), `import course_utils.timing`
runs course_utils/timing/ only.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]

if "course_utils" not in sys.modules:
    package = ModuleType("course_utils")
    package.__path__ = [str(ROOT / "course_utils")]
    sys.modules["course_utils"] = package
