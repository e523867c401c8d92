"""`python -m course_utils record` on a machine without Jupyter: needs torch >= 2.8, NumPy, psutil
and tqdm only.

python benchmarks/record.py --out gpu.json.gz --seconds 300
"""

from __future__ import annotations

import argparse
import sys

import bare  # noqa: F401

from course_utils import recorder

if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description="Measure attention in all its ways on this machine and keep it in a file.",
        epilog="example: python benchmarks/record.py --out gpu.json.gz --seconds 300",
    )
    recorder.add_arguments(parser)
    sys.exit(recorder.run(parser.parse_args()))
