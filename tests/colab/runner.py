"""Run a notebook where it lies, with the Python that runs this, and write it with its outputs.

As in Colab, `google.colab` is imported before the first cell.
"""

import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

path, result = sys.argv[1:]
notebook = nbformat.read(path, as_version=4)
notebook.cells.insert(0, nbformat.v4.new_code_cell("import google.colab"))
client = NotebookClient(notebook, timeout=300, kernel_name="python3")
try:
    client.execute()
except CellExecutionError as error:
    print(error, file=sys.stderr)
nbformat.write(notebook, result)
