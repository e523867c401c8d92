"""What the checks know, to be read: the matrix on the console, and the pages in docs/."""

from .matrix import accepted_styles, matrix
from .pages import pages, write

__all__ = ["accepted_styles", "matrix", "pages", "write"]
