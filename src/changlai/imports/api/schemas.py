"""What the API tells and takes about imports."""

from datetime import datetime
from typing import Any

from ninja import Field, Schema

from changlai.imports import wording
from changlai.imports.enums import Basis, ImportState, RowState, TwinChoice
from changlai.imports.models import NAME_LENGTH, SOURCE_LENGTH, ImportRow, ImportRun
from changlai.imports.reading import CELL_LENGTH, COLUMNS_MOST


class ImportColumnOut(Schema):
    """What a column of a table may be; ``path`` is its name in a mapping."""

    path: str
    label: str
    kind: str
    group: str
    example: str
    is_required: bool
    is_key: bool

    @staticmethod
    def resolve_label(one: Any) -> str:  # noqa: ANN401 - a column of the port
        return str(one.label)

    @staticmethod
    def resolve_group(one: Any) -> str:  # noqa: ANN401 - as above
        return str(one.group)


class ImportOut(Schema):
    """An import and where it stands. ``mapping`` has a path for each of ``headers``, empty for one that is left out;
    ``trouble`` says why it stands still. Counts are of rows as they stand now.
    """

    id: int
    kind: str
    name: str
    state: ImportState
    trouble: str
    headers: list[str]
    mapping: list[str]
    source: str
    basis: str
    on_twin: TwinChoice
    row_count: int
    good_count: int
    twin_count: int
    bad_count: int
    created_count: int
    updated_count: int
    skipped_count: int
    failed_count: int
    undone_count: int
    kept_count: int
    created_at: datetime
    began_at: datetime | None
    ended_at: datetime | None

    @staticmethod
    def resolve_trouble(run: ImportRun) -> str:
        return wording.trouble_of(run)


class ImportPage(Schema):
    """One's own imports, the newest first; ``next`` is the cursor of the following page, null on the last."""

    items: list[ImportOut]
    next: str | None


class ImportTwinOut(Schema):
    """Somebody a row may mean. ``record_id`` 0: the member may not see them; without ``may_change`` only leaving out
    is possible. ``is_likely``: they only look alike, and the row is new unless it is chosen otherwise.
    """

    part: str
    record_id: int
    label: str
    reason: str
    may_change: bool
    is_likely: bool


class ImportRowOut(Schema):
    """A row: ``errors`` by path, ``twin_row`` the row above that means the same, ``record_id`` what it became."""

    number: int
    cells: list[str]
    state: RowState
    errors: dict[str, str]
    twins: list[ImportTwinOut]
    twin_row: int | None
    choice: str
    record_id: int | None
    said: str

    @staticmethod
    def resolve_twins(row: ImportRow) -> list[dict[str, Any]]:
        names = ("part", "record_id", "label", "reason", "may_change", "is_likely")
        return [dict(zip(names, twin, strict=True)) for twin in row.twins]


class ImportRowPage(Schema):
    """Rows in the order of the file; ``next`` is the cursor of the following page, null on the last."""

    items: list[ImportRowOut]
    next: str | None


class ImportMappingIn(Schema):
    """What each column is, in the order of ``headers``: a path, ``new`` for a new own field, or empty to leave it out.
    Where the data come from, and the reason one may use them. With ``template`` it is kept under that name.
    """

    mapping: list[str] = Field(max_length=COLUMNS_MOST)
    source: str = Field(min_length=1, max_length=SOURCE_LENGTH)
    basis: Basis
    on_twin: TwinChoice = TwinChoice.FILL
    template: str = Field("", max_length=NAME_LENGTH)


class ImportReadingIn(Schema):
    """Another way to read the file: a sheet by name, utf-8-sig, gb18030 or utf-16, a separator, the row of headers."""

    sheet: str = Field("", max_length=200)
    encoding: str = Field("", max_length=20)
    separator: str = Field("", max_length=1)
    header: int = Field(0, ge=0, le=100_000)


class ImportCellIn(Schema):
    """``place`` counts the columns from 0."""

    place: int = Field(ge=0, lt=COLUMNS_MOST)
    text: str = Field(max_length=CELL_LENGTH)


class ImportKindIn(Schema):
    """The kind of the records the rows are about."""

    kind: str = Field("customer", max_length=40)


class ImportChoiceIn(Schema):
    choice: TwinChoice
