"""The ledger's commands, as an operator types them."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from casework import ledger_verifier
from casework.store.ledger_key import make_signing_key, publish, signing_key
from tests.cli.test_commands import DATABASES, Run, casework
from tests.rig import Cluster

__all__ = ["casework"]

Seal = Callable[[], Result]


def offices(casework: Run, tmp_path: Path) -> None:
    casework("tenant", "add", "northport", "--name", "Northport", "--kind", "motor_vehicle_agency")
    casework("tenant", "add", "riverbend", "--name", "Riverbend", "--kind", "charity")


@pytest.fixture
def seal(cluster: Cluster, casework: Run) -> Seal:
    """Seals everything entered, whatever other tests are in the middle of."""

    def sealed() -> Result:
        cluster.await_others(DATABASES[-1])
        return casework("ledger", "seal")

    return sealed


def test_ledgers_are_sealed_and_verified_tenant_by_tenant(casework: Run, seal: Seal, tmp_path: Path) -> None:
    offices(casework, tmp_path)
    assert "1 waiting" in casework("ledger", "verify", "northport").output
    assert "entries are sealed" in seal().output
    done = casework("ledger", "verify")
    assert done.exit_code == 0, done.output
    assert "northport\tholds, 1 entry under 1 seal, 0 waiting" in done.output
    assert "riverbend\tholds" in done.output
    assert "riverbend" not in casework("ledger", "verify", "--tenant", "northport").output
    assert casework("ledger", "verify", "nowhere").exit_code == 1
    told = json.loads(casework("ledger", "verify", "northport", "--json").output)
    assert (told["office"], told["entries"], told["wrong"]) == ("northport", 1, "")


def test_other_anchors_than_its_own_are_told(casework: Run, seal: Seal, tmp_path: Path) -> None:
    offices(casework, tmp_path)
    seal()
    own = tmp_path / "data" / "anchors" / "ledger.jsonl"
    other = tmp_path / "other.jsonl"
    other.write_text(own.read_text().replace('"seal": 1', '"seal": 2'))
    done = casework("ledger", "verify", "--anchors", str(other))
    assert done.exit_code == 1
    assert "BROKEN at entry 2" in done.output


def test_an_export_is_checked_without_the_app(casework: Run, seal: Seal, tmp_path: Path) -> None:
    offices(casework, tmp_path)
    seal()
    export = tmp_path / "northport.jsonl"
    assert casework("ledger", "export", "northport", str(export)).exit_code == 0
    anchors = tmp_path / "data" / "anchors"
    words = [
        str(export),
        "--anchors",
        str(anchors / "ledger.jsonl"),
        "--key",
        str(next(anchors.glob("*.pub"))),
    ]
    order = [sys.executable, "-m", "casework.ledger_verifier", *words]
    done = subprocess.run(order, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.startswith("northport\tholds, 1 entry")) == (0, True), done
    export.write_text(export.read_text().replace("tenant.add", "tenant.hide"))
    done = subprocess.run(order, capture_output=True, text=True, check=False)
    assert (done.returncode, "BROKEN at entry 1: it was changed" in done.stdout) == (1, True), done


@pytest.mark.parametrize("content", ["", "no json", "{}", '{"tenant": 1, "office": "x", "unsealed": 0}\n{}'])
def test_what_is_no_export_is_told_in_a_sentence(tmp_path: Path, capsys, content: str) -> None:
    for name in ("export", "anchors"):
        (tmp_path / name).write_text(content)
    words = [str(tmp_path / "export"), "--anchors", str(tmp_path / "anchors"), "--key", str(_key(tmp_path))]
    with pytest.raises(SystemExit) as ended:
        ledger_verifier.main(words)
    assert (ended.value.code, "not an export" in capsys.readouterr().err) == (2, True)


def _key(folder: Path) -> Path:
    make_signing_key(folder)
    return folder / f"{publish(folder, signing_key(folder))}.pub"


def test_a_new_key_goes_on_where_the_old_one_stopped(casework: Run, seal: Seal, tmp_path: Path) -> None:
    offices(casework, tmp_path)
    seal()
    done = casework("ledger", "new-key")
    assert (done.exit_code, "ledger-2.pem signs from now on" in done.output) == (0, True)
    casework("tenant", "suspend", "northport")
    seal()
    assert "northport\tholds, 2 entries under 2 seals" in casework("ledger", "verify").output
    for path in (tmp_path / "data" / "anchors").glob("*.pub"):
        path.rename(path.with_suffix(".away"))
    assert "not signed by us" in casework("ledger", "verify", "northport").output


def test_nothing_is_stated_about_ledgers_that_hold(casework: Run, seal: Seal, tmp_path: Path) -> None:
    offices(casework, tmp_path)
    seal()
    assert "nothing was changed" in casework("ledger", "restored", "--reason", "a try").output
    assert casework("ledger", "restored").exit_code == 2
