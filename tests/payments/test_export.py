"""H12: an office takes its whole ledger away, and anybody proves it with Python alone."""

import json
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
from django.core.management import call_command

from payments.models import Entry, Journal
from payments.services import begin_shift, end_day
from tests.house.sources import ROOT
from tests.world import NOW, statements

from .days import begun, close, people, sell


@pytest.fixture
def exported(world, tmp_path):
    staff = people(world)
    shift, day = begun(world)
    sell(shift, "a", 500)
    sell(shift, "b", 700)
    close(shift, 1_100, staff.supervisor)
    end_day(day=day, by=staff.supervisor, now=NOW)
    path = tmp_path / "books.zip"
    call_command("export_ledger", path, "--office", world.mysuru.code)
    return path


def verify(path):
    """Without our packages, our settings or the site's: -I -S."""
    command = [sys.executable, "-I", "-S", ROOT / "deploy" / "verify_ledger.py", path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_h12_a_bare_python_proves_what_was_exported(world, exported):
    assert verify(exported) == (0, "All of it is proved.\n")
    with zipfile.ZipFile(exported) as books:
        assert len(books.read("journals.jsonl").splitlines()) == Journal.objects.filter(office=world.mysuru).count()
        assert len(books.read("entries.csv").splitlines()) - 1 == Entry.objects.count() > 6


def rewritten(path, name, change):
    with zipfile.ZipFile(path) as books:
        kept = {one: books.read(one).decode() for one in books.namelist()}
    kept[name] = change(kept[name])
    with zipfile.ZipFile(path, "w") as books:
        for one, text in kept.items():
            books.writestr(one, text)


def doubled(text):
    first, *rest = text.splitlines()
    said = json.loads(first)
    said["lines"] = [[line[0], line[1] * 2, *line[2:]] for line in said["lines"]]
    return "\n".join([json.dumps(said), *rest])


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("journals.jsonl", doubled, "journal 1 does not say what its hash says"),
        ("journals.jsonl", lambda text: "\n".join(text.splitlines()[:-1]), "the chain ends at journal"),
        ("journals.jsonl", lambda text: "\n".join(text.splitlines()[1:]), "journal 1 is missing"),
        ("entries.csv", lambda text: text.replace("700", "701"), "entries.csv does not say"),
    ],
)
def test_h12_what_was_changed_in_the_file_is_named(exported, name, change, said):
    rewritten(exported, name, change)
    code, out = verify(exported)
    assert code == 1
    assert said in out


def test_h12_an_office_takes_a_month_away_by_its_page_and_proves_it(client, world, tmp_path):
    staff = people(world)
    before, _ = begun(world)
    sell(before, "a", 500)
    close(before, 500, staff.supervisor)
    later = NOW + timedelta(days=30)
    shift = begin_shift(office=world.mysuru, counter_number=1, by=world.clerk, now=later)
    sell(shift, "b", 700, later)
    client.force_login(staff.supervisor)
    page = client.get(f"/money/accounts/{world.mysuru.code}/?on=2026-12-20").content.decode()
    address = f"/money/accounts/{world.mysuru.code}/ledger/?on=2026-12-20"
    assert address in page
    answer = client.get(address)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="ledger-{world.mysuru.code}-2026-12.zip"'
    path = tmp_path / "month.zip"
    path.write_bytes(answer.content)
    assert verify(path) == (0, "All of it is proved.\n")
    with zipfile.ZipFile(path) as books:
        said = [json.loads(line) for line in books.read("journals.jsonl").splitlines()]
        assert [one["ref"] for one in said] == ["b"]
        assert json.loads(books.read("chain.json"))["first_number"] == said[0]["number"] > 1
    rewritten(path, "chain.json", lambda text: text.replace('"previous": "', '"previous": "0'))
    assert verify(path)[0] == 1
    empty = tmp_path / "empty.zip"
    empty.write_bytes(client.get(address.replace("2026-12", "2025-01")).content)
    assert verify(empty) == (0, "All of it is proved.\n")


def test_an_office_that_is_none_is_said(db, tmp_path):
    with pytest.raises(SystemExit):
        call_command("export_ledger", tmp_path / "none.zip", "--office", "99999999")


def test_an_export_costs_the_same_statements_for_few_and_for_many(world, tmp_path):
    shift, _ = begun(world)
    costs = []
    for refs in ("a", "bcde"):
        for ref in refs:
            sell(shift, ref, 500)
        with statements() as asked:
            call_command("export_ledger", tmp_path / "books.zip", "--office", world.mysuru.code)
        costs.append(asked.count)
    assert costs[0] == costs[1]
