"""Tables out of files, row by row as text: what a spreadsheet would show, without what it would calculate."""

from changlai.imports.reading.tables import (
    CELL_LENGTH,
    COLUMNS_MOST,
    ROWS_MOST,
    Form,
    Line,
    find_headers,
    lines,
    look,
    normal_header,
)

__all__ = ["CELL_LENGTH", "COLUMNS_MOST", "ROWS_MOST", "Form", "Line", "find_headers", "lines", "look", "normal_header"]
