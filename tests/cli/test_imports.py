"""Registers are brought in by command: looked at, written, reported, taken back."""

import csv
import importlib
import re
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from casework.cli import main
from tests.factories.tenants import make_tenant
from tests.services.imports.files import vehicles


@pytest.fixture
def run(app, monkeypatch):
    @contextmanager
    def within():
        with app.app_context():
            yield app.extensions["casework.settings"]

    monkeypatch.setattr(importlib.import_module("casework.cli.imports"), "within", within)

    def told(*words):
        return CliRunner().invoke(main, ["import", *map(str, words)])

    return told


def test_a_register_comes_in_by_command_and_goes_again(run, database, tmp_path):
    office = make_tenant(database, "Byhand").slug
    file, report = tmp_path / "cars.csv", tmp_path / "report.csv"
    file.write_text(vehicles(range(5), head="VIN,Brand,Kind,Year,Colour") + "1HG,Honda,Civic,2015,red\n")
    refused = run("check", office, "vehicles", file, "--source", "Old")
    assert refused.exit_code == 1 and "No row can do without it" in refused.output
    checked = run("check", office, "vehicles", file, "--source", "Old", "--column", "model=Kind")
    assert "6 rows: 5 new, 0 here already, 0 perhaps, 1 to put right" in checked.output
    number = re.search(r"import run \S+ (\S+)", checked.output)[1]
    assert "1 row stays out" in run("report", office, number, report).output
    assert list(csv.reader(report.read_text().splitlines()))[1][:3] == ["7", "VIN", "INVALID"]
    assert "done: 6 rows: 5 new" in run("run", office, number).output
    assert f"{number}\tvehicles\tdone\t5 new" in run("list", office).output
    assert "All of it was taken back" in run("undo", office, number).output
    assert run("undo", office, number).exit_code == 1
    assert "There is no tenant" in run("list", "nowhere").output
