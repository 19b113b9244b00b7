"""`manage.py digipin` as a program: what goes in, what comes out, and how it ends."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from digipin import rules
from digipin.management.commands.digipin import CHUNK_ROWS

from .vectors import decode_rows, encode_rows

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str, given: str | bytes = b"", code: int = 0) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(
        [sys.executable, "manage.py", "digipin", *arguments],
        input=given.encode() if isinstance(given, str) else given,
        capture_output=True,
        cwd=ROOT,
        # No server must be needed, so none is named.
        env={name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")},
        timeout=120,
        check=False,
    )
    assert done.returncode == code, done.stderr.decode()
    return done


def rows(done: subprocess.CompletedProcess[bytes]) -> list[list[str]]:
    assert done.stderr == b""
    return list(csv.reader(io.StringIO(done.stdout.decode())))


def test_the_example() -> None:
    assert run("encode", given="lat,lon\n28.622788,77.213033\n").stdout == (
        b"lat,lon,digipin,error\n28.622788,77.213033,39J49LL8T4,\n"
    )
    assert run("decode", given="digipin\n4P3-JK8-52C9\n").stdout == (
        b"digipin,lat,lon,error\n4P3-JK8-52C9,12.971601,77.594584,\n"
    )


def test_the_published_answers_as_files() -> None:
    known = encode_rows()
    text = "lat,lon,expected\n" + "".join(f"{row['lat']},{row['lon']},{row['digipin']}\n" for row in known)
    for row in rows(run("encode", given=text))[1:]:
        assert row[3] == row[2].replace("-", "")
        assert bool(row[4]) == (not row[2])
    texts = [row for row in decode_rows() if row["kind"] in ("rand", "repeat", "hyphenated", "compact") and row["lat"]]
    text = "digipin,expected_lat,expected_lon\n"
    text += "".join(f"{row['digipin_json'].strip(chr(34))},{row['lat']},{row['lon']}\n" for row in texts)
    answered = rows(run("decode", given=text))[1:]
    assert len(answered) == len(texts) > 100
    assert all(row[1:3] == row[3:5] and row[5] == "" for row in answered)


def test_other_columns_are_carried_through_unchanged() -> None:
    given = 'id,"name, long",lon,LAT,blank\r\n007,"said ""yes""\nand left",77.213033,28.622788,\r\n'
    assert rows(run("encode", given=given)) == [
        ["id", "name, long", "lon", "LAT", "blank", "digipin", "error"],
        ["007", 'said "yes"\nand left', "77.213033", "28.622788", "", "39J49LL8T4", ""],
    ]


def test_byte_order_mark_line_ends_and_bytes_that_are_no_utf_8() -> None:
    given = b"\xef\xbb\xbflat,lon,name\r\n28.622788,77.213033,\xff\xe0\r\n"
    assert run("encode", given=given).stdout == (
        b"lat,lon,name,digipin,error\n28.622788,77.213033,\xff\xe0,39J49LL8T4,\n"
    )


def test_each_refusal_has_its_row() -> None:
    given = "lat,lon\n28.622788,77.213033\n,77\n28\nx,77\nnan,77\n28,inf\n1,77\n28,200\n28,6,77,2\n\n12.9716,77.5946\n"
    answered = rows(run("encode", given=given))[1:]
    assert [row[2] or row[3].split(":")[0] for row in answered] == [
        "39J49LL8T4",
        "coordinate_missing",
        "coordinate_missing",
        "coordinate_not_a_number",
        "coordinate_not_finite",
        "coordinate_not_finite",
        "outside_box",
        "outside_box",
        "row_too_long",
        "4P3JK852C9",
    ]
    assert all(len(row) == 4 for row in answered)
    assert answered[7][3].startswith("outside_box: Longitude lies outside the DIGIPIN area")


def test_each_refused_digipin_has_its_row() -> None:
    given = "digipin\n39G-49L-L8T4\n390-49L-L8T4\n39J\n\n39j 49l l8t4\n3,9\n"
    answered = rows(run("decode", given=given))[1:]
    assert [row[1] or row[3].split(":")[0] for row in answered] == [
        "digipin_old_beta",
        "digipin_wrong_character",
        "digipin_wrong_length",
        "digipin_missing",
        "28.622793",
        "row_too_long",
    ]


def test_one_run_feeds_the_other() -> None:
    encoded = run("encode", given="lat,lon\n28.622788,77.213033\n1,1\n").stdout
    last = rows(run("decode", given=encoded))[-2:]
    assert [row[4:6] for row in last] == [["28.622793", "77.213049"], ["", ""]]


def test_a_file_of_200_000_rows(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    lats, lons = random.uniform(2.5, 38.5, 200_000), random.uniform(63.5, 99.5, 200_000)
    lines = [f"{lat:.6f},{lon:.6f},{n}" for n, (lat, lon) in enumerate(zip(lats.tolist(), lons.tolist(), strict=True))]
    lines[CHUNK_ROWS] = "nan,77,bad"
    source = tmp_path / "points.csv"
    source.write_text("\n".join(["lat,lon,n", *lines]))  # no line end after the last row
    answered = rows(run("encode", str(source)))[1:]
    assert len(answered) == 200_000 > 2 * CHUNK_ROWS
    assert [row[4] for row in answered if row[4]] == [
        "coordinate_not_finite: Latitude is not a finite number (NaN or infinity)."
    ]
    for lat, lon, n, code, _error in answered[::997]:
        assert answered[int(n)][3] == code == rules.encode(lat, lon)


def test_an_empty_table_has_a_header() -> None:
    assert run("encode", given="lat,lon").stdout == b"lat,lon,digipin,error\n"


@pytest.mark.parametrize(
    ("action", "given", "message"),
    [
        ("encode", "", "The input is empty."),
        ("encode", "latitude,lon\n1,2\n", "no column named 'lat'. The header is: latitude,lon"),
        ("encode", "lat,lon,lat\n1,2,3\n", "two columns named 'lat'"),
        ("decode", "lat,lon\n1,2\n", "no column named 'digipin'"),
        ("encode", 'lat,lon\n"' + "9" * 200_000, "is not CSV: field larger than field limit"),
    ],
)
def test_input_that_is_no_such_table(action: str, given: str, message: str) -> None:
    done = run(action, given=given, code=2)
    assert message in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert b"absent.csv: No such file" in run("encode", str(tmp_path / "absent.csv"), code=2).stderr


def test_a_reader_that_has_enough(tmp_path: Path) -> None:
    source = tmp_path / "points.csv"
    source.write_text("lat,lon\n" + "28.622788,77.213033\n" * 200_000)
    command = [sys.executable, "manage.py", "digipin", "encode", str(source)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout
        assert child.stderr
        assert child.stdout.readline() == b"lat,lon,digipin,error\n"
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait(timeout=60) == 0
