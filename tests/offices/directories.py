"""Small directories for tests: lines in the source's own shape, faults included."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from offices.directory.clean import COLUMNS
from offices.services import load_directory

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 6, tzinfo=UTC)

Line = tuple[str, ...]


def line(
    name: str,
    pincode: str,
    kind: str,
    position: tuple[str, str] = ("12.3", "76.6"),
    *,
    delivers: bool = True,
    circle: str = "Karnataka Circle",
    region: str = "South Karnataka Region",
    division: str = "Mysuru Division",
    district: str = "MYSURU",
    state: str = "KARNATAKA",
) -> Line:
    status = "Delivery" if delivers else "Non Delivery"
    return (circle, region, division, name, pincode, kind, status, district, state, *position)


MYSURU_HO = line("Mysuru H.O", "570001", "HO", ("12.314", "76.656"))
FORT = line("Mysuru Fort S.O", "570004", "PO", ("12.302", "76.653"), delivers=False)
LAKSHMIPURAM = line("Lakshmipuram S.O (Mysuru)", "570004", "PO", ("12.297", "76.645"))
NANJANGUD_HO = line("NANJANGUD HO", "571301", "HO", ("12.117", "76.683"))
HURA = line("Hura S.O", "571315", "PO", ("12.05", "76.55"))
KARYA = line("Karya B.O", "571315", "BO", ("12.06", "76.56"))
FAR_BRANCH = line("Nowhere", "571399", "BO", ("", ""))
SMALL = [MYSURU_HO, FORT, LAKSHMIPURAM, NANJANGUD_HO, HURA, KARYA, FAR_BRANCH]


def text_of(lines: Iterable[Line]) -> str:
    return "\n".join([",".join(COLUMNS), *(",".join(cells) for cells in lines)]) + "\n"


def load(tmp_path: Path, lines: Iterable[Line], *, now: datetime = NOW, dry_run: bool = False, recheck: bool = False):
    path = tmp_path / "directory.csv"
    path.write_text(text_of(lines))
    return load_directory(directory=path, positions=None, now=now, dry_run=dry_run, recheck=recheck)
