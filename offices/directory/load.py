"""The import of an all-India directory, from two files to the tables."""

import csv
import hashlib
import lzma
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

from apt.core.clock import ist_date
from apt.core.db import outside_transaction, use_case
from offices.errors import BadDirectory
from offices.models import DirectoryLoad

from . import write
from .clean import COLUMNS, Row, clean_row
from .diff import plan_against
from .positions import settle_neighbours
from .report import LoadReport, facts_of
from .standing import standing_offices
from .tree import Tree, grow

DATA: Final = Path(__file__).resolve().parent.parent / "data"
DIRECTORY: Final = DATA / "post_offices.csv.xz"
POSITIONS: Final = DATA / "post_office_positions.csv.xz"
# The directory carries no date. Assumed: the month in which the copy we hold was published. Offices of the first import
# count as open since then; those of later imports since the day of the import.
DIRECTORY_DATE: Final = date(2026, 3, 1)

Say = Callable[[str], None]
Graded = dict[tuple[str, str, str], list[list[str]]]


@outside_transaction
def load_directory(
    *,
    directory: Path = DIRECTORY,
    positions: Path | None = POSITIONS,
    now: datetime,
    dry_run: bool = False,
    recheck: bool = False,
    say: Say = lambda line: None,
) -> LoadReport:
    """Import `directory` (CSV or CSV.xz) with the graded `positions`; with `dry_run`, only say what that would change.

    Offices, their three links, their hubs and the PINs they serve become what the directory says, by the rules of
    docs/adr/0004-office-tree.md; offices that it no longer lists are closed, never deleted. The file loaded last is not
    looked at again, except with `recheck`. Refuses with BadDirectory what is no directory, with Busy while another
    import runs; both leave everything as it was. Writes in one transaction.
    """
    data = _read(directory)
    graded = _read(positions) if positions else b""
    sha256 = hashlib.sha256(data + graded).hexdigest()
    last = DirectoryLoad.objects.order_by("-pk").values_list("sha256", flat=True).first()
    if last == sha256 and not recheck:
        return LoadReport("nothing-to-do", {})
    rows = _rows(_lines(data), _graded(_lines(graded)))
    say(f"{len(rows):,} lines read and cleaned")
    settle_neighbours(rows)
    say("neighbours asked about positions, regions and districts")
    tree = grow(rows)
    say("tree grown: head offices, account offices, cash offices")
    day = ist_date(now) if last else DIRECTORY_DATE
    status, facts = _bring_in(
        tree, rows, day=day, source=directory.name, sha256=sha256, now=now, dry_run=dry_run, say=say
    )
    if status == "loaded":
        write.refresh_statistics()
        say("committed")
    return LoadReport(status, facts)


@use_case
def _bring_in(
    tree: Tree,
    rows: Sequence[Row],
    *,
    day: date,
    source: str,
    sha256: str,
    now: datetime,
    dry_run: bool,
    say: Say,
) -> tuple[str, dict[str, object]]:
    write.begin_import()
    plan = plan_against(
        tree,
        standing_offices(),
        write.served_pins(),
        day=day,
        last_codes=write.last_codes(),
        next_id=write.next_id(),
    )
    facts = facts_of(plan, rows)
    say("compared with what stands")
    if dry_run:
        return "dry-run", facts
    if plan.is_empty:
        return "nothing-to-do", facts
    write.write_offices(plan)
    say(f"{len(plan.opened):,} offices opened, {len(plan.changed):,} changed, {len(plan.closed):,} closed")
    write.write_pins(plan)
    write.write_load(plan, rows, sha256=sha256, source=source, report=facts, now=now)
    say("PINs and raw lines written")
    return "loaded", facts


def _read(path: Path) -> bytes:
    try:
        return lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    except (OSError, lzma.LZMAError) as error:
        raise BadDirectory(problem=f"{path.name}: {error}") from error


def _lines(data: bytes) -> list[str]:
    try:
        return data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise BadDirectory(problem=str(error)) from error


def _graded(lines: Sequence[str]) -> Graded:
    """(PIN, name, kind) -> [latitude, longitude, quality] of each office of that name."""
    found: Graded = defaultdict(list)
    for cells in csv.reader(lines[1:]):
        if len(cells) != 6:
            raise BadDirectory(problem=f"a line of positions has {len(cells)} cells, not 6")
        found[cells[0], cells[1], cells[2]].append(cells[3:])
    return found


def _rows(lines: Sequence[str], graded: Graded) -> list[Row]:
    if not lines or tuple(next(csv.reader(lines[:1]))) != COLUMNS:
        raise BadDirectory(problem=f"the first line must be {','.join(COLUMNS)}")
    rows = []
    for number, (raw, cells) in enumerate(zip(lines[1:], csv.reader(lines[1:]), strict=True), start=2):
        rows.append(clean_row(number, raw, cells, _pick(graded, cells)))
    return rows


def _pick(graded: Graded, cells: Sequence[str]) -> list[str] | None:
    """The graded position of this line; of twins, the one that begins like the line's own."""
    if len(cells) != len(COLUMNS):
        return None
    offered = graded.get((cells[4], cells[3], cells[5]))
    if not offered:
        return None
    return next((one for one in offered if one[0] and one[0][:5] == cells[9][:5]), offered[0])
