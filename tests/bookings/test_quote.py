"""`manage.py quote`: as somebody runs it on a fresh checkout, with no server and no settings."""

import csv
import io
import os
import subprocess
import sys

import pytest
from django.core.management import call_command

from apt.core.clock import now
from bookings.queries import packaged
from bookings.rules.tariff.typed import COLUMNS
from bookings.services import load_sheet
from tests.bookings.tariffs import ANSWERS, EXAMPLES, EXAMPLES_FILE
from tests.house.sources import ROOT

OURS = ("APT_", "DATABASE_URL", "REDIS_URL", "DJANGO_", "PYTEST")


def run(text, *arguments):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    data = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
    return subprocess.run(
        [sys.executable, "manage.py", "quote", *arguments],
        cwd=ROOT, env=environment | {"APT_VAR": "/nonexistent"}, input=data, capture_output=True, timeout=120,
        check=False,
    )  # fmt: skip


def answers(done):
    assert done.returncode == 0, done.stderr.decode()
    assert not done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout.decode())))


def agree(found, wanted=EXAMPLES):
    assert [row["id"] for row in found] == [row["id"] for row in wanted]
    for row, example in zip(found, wanted, strict=True):
        assert {name: row[name] for name in ANSWERS} == {name: example[name] for name in ANSWERS}, row["id"]
        assert bool(row["error"]) == bool(example["expect_error"]), row["id"]


def test_all_examples_agree_without_a_database():
    done = run(EXAMPLES_FILE.read_bytes())
    agree(answers(done))
    assert done.stdout.split(b"\n")[0].decode() == f"id,{','.join(ANSWERS)},error"


def test_columns_in_any_order_and_others_ignored():
    names = ["note", *reversed(COLUMNS), "x"]
    text = io.StringIO()
    rows = csv.DictWriter(text, names, extrasaction="ignore", lineterminator="\r\n")
    rows.writeheader()
    rows.writerows(EXAMPLES[::-1])
    agree(answers(run("\ufeff" + text.getvalue())), EXAMPLES[::-1])


def price_of(**fields):
    return {"id": "1", "product": "SP_DOC", "on_date": "2026-11-22", "weight_g": "50", "distance_km": "700"} | fields


BAD = {
    "not_a_number": [{"weight_g": text} for text in ("abc", "NaN", "inf", "1e3", "1,000", "5 0", "--5", "²", "0x10")],
    "negative_number": [{"weight_g": "-5"}, {"distance_km": "-0.5"}, {"declared_paise": "-1"}, {"cod_paise": "-100"}],
    "number_too_large": [{"weight_g": "9" * 400}, {"distance_km": "1" * 16}],
    "field_missing": [{"weight_g": ""}, {"product": " "}, {"on_date": ""}],
    "bad_date": [{"on_date": text} for text in ("22-11-2026", "2026-02-30", "2026-11-22T10:00", "today", "0000-00-00")],
    "bad_flag": [{"local": "maybe"}, {"local": "2"}],
    "bad_size": [{"dims_cm": text} for text in ("10", "1x2x3x4", "0x10x10", "axbxc", "10x20x", "roll 10x10x10", "x")],
    "unknown_zone": [{"zone": "XX"}],
    "unknown_product": [{"product": "SP_DOCS"}],
    "unknown_service": [{"vas": "REG+NOPE"}],
    "service_repeated": [{"vas": "REG+REG"}],
    "service_not_offered": [{"vas": "COD", "cod_paise": "100"}],
    "unknown_discount": [{"discount": "HALF"}],
    "discount_not_for_this": [{"discount": "STUDENT_PARCEL"}],
    "discount_rate_missing": [{"discount": "BNPL_DOC"}],
    "declared_value_missing": [{"vas": "INS"}],
    "declared_value_over_limit": [{"vas": "INS", "declared_paise": "50000001"}],
    "over_weight": [{"weight_g": "501"}, {"weight_g": "0"}, {"weight_g": "999999999999999"}],
    "size_outside_limits": [{"dims_cm": "43x29x2"}],
    "distance_missing": [{"distance_km": ""}, {"distance_km": "", "local": "no"}],
    "zone_missing": [{"product": "SP_PARCEL"}],
    "tariff_not_published": [{"product": "SP48_DOC"}, {"product": "SP_PARCEL", "on_date": "2026-07-31", "zone": "OS"}],
    "not_priced": [{"on_date": "2012-09-30"}],
}  # fmt: skip


def as_csv(rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def test_a_bad_row_says_why_and_spoils_no_other():
    rows = [price_of(id=code, **fields) for code, several in BAD.items() for fields in several]
    mixed = [row for bad in rows for row in (bad, price_of(id="good"))]
    found = answers(run(as_csv(mixed)))
    assert [(row["id"], row["error"]) for row in found[::2]] == [(row["id"], row["id"]) for row in rows]
    assert {(row["total_paise"], row["error"]) for row in found[1::2]} == {("5500", "")}
    assert all(row[name] == "" for row in found[::2] for name in ANSWERS)


@pytest.mark.parametrize(
    ("fields", "total"),
    [
        ({"local": "1", "distance_km": ""}, "2300"),
        ({"local": "TRUE", "distance_km": ""}, "2300"),
        ({"local": "Yes", "distance_km": "900"}, "2300"),
        ({"local": "false"}, "5500"),
        ({"weight_g": "50.0"}, "5500"),
        ({"weight_g": "50.2"}, "8000"),
        ({"weight_g": "५०"}, "5500"),
        ({"product": " sp_doc "}, "5500"),
        ({"vas": "reg, otp"}, "6700"),
        ({"weight_g": "51", "distance_km": "500.0"}, "7500"),
        ({"weight_g": "51", "distance_km": "500.0000001"}, "8000"),
        ({"dims_cm": "42 x 29 x 2"}, "5500"),
        ({"discount": "BNPL_DOC:2000"}, "4360"),
        ({"product": "SP_PARCEL", "zone": "os", "weight_g": "500", "dims_cm": "40×30×20 cm"}, "81000"),
        ({"product": "SP_PARCEL", "zone": "OS", "weight_g": "500", "dims_cm": "60x10"}, "16900"),
        ({"product": "SP_PARCEL", "zone": "OS", "weight_g": "500", "dims_cm": "Roll 60 x D10"}, "16900"),
        ({"product": "SP_PARCEL", "zone": "OS", "weight_g": "500", "dims_cm": "Ø10 x 60"}, "16900"),
        ({"product": "POSTCARD", "weight_g": "5", "dims_cm": "14x9"}, "50"),
    ],
)
def test_ways_of_writing_that_are_understood(fields, total, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(as_csv([price_of(**fields)])))
    out = io.StringIO()
    call_command("quote", stdout=out)
    (row,) = csv.DictReader(io.StringIO(out.getvalue()))
    assert (row["total_paise"], row["error"]) == (total, "")


def test_rows_too_short_too_long_empty_and_not_utf8():
    head = "id,product,on_date,weight_g,distance_km,local\n"
    rows = "a,SP_DOC,2026-11-22,50,700,\n\n,,,,,\nb,SP_DOC,2026-11-22,50\nc,SP_DOC,2026-11-22,1,000,700,\n"
    done = run((head + rows).encode() + b"\xff\xfe,SP_DOC,2026-11-22,50,700,\n")
    assert done.returncode == 0
    lines = done.stdout.split(b"\n")[1:-1]
    assert [line.rsplit(b",", 1)[1] for line in lines] == [b"", b"distance_missing", b"row_too_long", b""]
    assert lines[3].startswith(b"\xff\xfe,")


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "The input is empty"), ("a,b\n1,2\n", "no column named 'id'"),
     ("id,product,on_date,weight_g,weight_g\n", "two columns named 'weight_g'"),
     ('id,"' + "x" * 200_000, "is not CSV")],
)  # fmt: skip
def test_what_is_no_such_csv_is_refused_in_one_sentence(text, says):
    done = run(text)
    assert done.returncode == 2
    assert says in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_a_database_that_is_not_there_is_said():
    done = run(EXAMPLES_FILE.read_bytes(), "--database")
    assert done.returncode == 2
    assert b"The database does not answer" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_file_that_is_not_there():
    done = run("", "nothing-of-that-name.csv")
    assert done.returncode == 2
    assert "No such file" in done.stderr.decode()


@pytest.mark.django_db
def test_the_tables_say_the_same_as_the_file(django_assert_max_num_queries):
    load_sheet(tariff=packaged(), source="tariff.json", by=None, now=now())
    out = io.StringIO()
    with django_assert_max_num_queries(20):
        call_command("quote", str(EXAMPLES_FILE), database=True, stdout=out)
    agree(list(csv.DictReader(io.StringIO(out.getvalue()))))
