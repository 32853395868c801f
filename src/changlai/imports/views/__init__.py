"""Pages of imports."""

from changlai.imports.views.files import failures, sample
from changlai.imports.views.grid import cell, choice, common_choice, rows
from changlai.imports.views.run import (
    beginning,
    cancellation,
    mapping,
    reading,
    removal,
    retry,
    run,
    undoing,
)
from changlai.imports.views.shelf import imports, template_removal

__all__ = [
    "beginning",
    "cancellation",
    "cell",
    "choice",
    "common_choice",
    "failures",
    "imports",
    "mapping",
    "reading",
    "removal",
    "retry",
    "rows",
    "run",
    "sample",
    "template_removal",
    "undoing",
]
