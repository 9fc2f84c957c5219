"""Checks a ledger of Casework with nothing but this file, Python and the library `cryptography`.

    casework ledger export northport > northport.jsonl         (where the ledger is)
    python ledger_verifier.py northport.jsonl --anchors ledger.jsonl --key ledger.pub      (anywhere)

An entry's body is its row as PostgreSQL's COPY writes it, in UTC: tenant, number, id, time, kind of actor, actor,
purpose, act, table, case, subjects, fields, detail, with tabs between. A seal holds the entries after the last one:
their leaves SHA-256(0x00 || body), the Merkle root over them (RFC 6962), and
head = SHA-256(head before || root || tenant, seal, entries, last number || time), signed with Ed25519. Some heads are
anchored: written down where whoever changes the database does not reach.
"""

import argparse
import hashlib
import json
import struct
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

START = bytes(32)
HEAD, BREAK = b"casework ledger head\n", b"casework ledger break\n"
ANCHORED_WITHIN = timedelta(minutes=15)
_SIGNED_EVERY = 256  # a good signature vouches for all seals before it
TIME = "%Y-%m-%dT%H:%M:%S.%fZ"

Keys = Mapping[str, Ed25519PublicKey]
Tell = Callable[[str, int], None]


class Seal(NamedTuple):
    """What is stored of a seal. `upto`: the number of its last entry."""

    number: int
    upto: int
    at: str
    leaves: bytes
    head: bytes
    signature: bytes
    key: str


Groups = Generator[tuple[Seal | None, Sequence[bytes], Sequence[bytes]], None, None]
"""Each seal with the bodies and leaves of its entries; last, under None, what is numbered beyond the last seal."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head as it was written down outside the database."""

    seal: int
    entries: int
    head: bytes
    at: str


@dataclass(slots=True)
class Anchors:
    """What is anchored of one tenant: heads by seal, and the breaks that an operator has stated, in words."""

    heads: dict[int, Anchor] = field(default_factory=dict)
    breaks: list[str] = field(default_factory=list)
    wrong: str = ""

    @property
    def last(self) -> Anchor | None:
        """The furthest one."""
        return max(self.heads.values(), key=lambda one: one.seal, default=None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk along one ledger found. `entry`: the first that does not hold, `wrong`: what is wrong there."""

    tenant: int
    office: str
    entries: int
    seals: int
    unsealed: int
    entry: int | None = None
    wrong: str = ""
    breaks: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """For the operator's eyes."""
        entries = f"{self.entries} {'entry' if self.entries == 1 else 'entries'}"
        seals = f"{self.seals} {'seal' if self.seals == 1 else 'seals'}"
        told = f"{entries} under {seals}, {self.unsealed} waiting for theirs"
        if self.wrong:
            return f"BROKEN at entry {self.entry}: {self.wrong} ({told})"
        return "; ".join([f"holds, {told}", *self.breaks])


@dataclass(frozen=True, slots=True)
class Ledger:
    """One tenant's ledger as it is stored."""

    tenant: int
    office: str
    unsealed: int
    groups: Groups


class Bad(Exception):
    """The first entry that does not hold."""

    def __init__(self, entry: int, wrong: str) -> None:
        super().__init__(entry, wrong)
        self.entry, self.wrong = entry, wrong


def leaves_of(bodies: Iterable[bytes]) -> list[bytes]:
    """The hashes of entries."""
    sha = hashlib.sha256
    return [sha(b"\0" + body).digest() for body in bodies]


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaves as RFC 6962 has it; never asked of none."""
    sha, level = hashlib.sha256, list(leaves)
    while len(level) > 1:
        above = [sha(b"\1" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        level = above + level[len(level) & ~1 :]
    return level[0]


def seal_head(previous: bytes, root: bytes, numbers: tuple[int, int, int, int], at: str) -> bytes:
    """The head after a seal. `numbers`: tenant, seal, entries in it, number of the last one."""
    return hashlib.sha256(previous + root + struct.pack(">IQQQ", *numbers) + at.encode()).digest()


def key_id(key: Ed25519PublicKey) -> str:
    """The name of a key: the beginning of its hash."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def read_keys(paths: Iterable[Path]) -> dict[str, Ed25519PublicKey]:
    """Public keys from PEM files, by id."""
    keys = [load_pem_public_key(path.read_bytes()) for path in paths]
    return {key_id(key): key for key in keys if isinstance(key, Ed25519PublicKey)}


def signed(keys: Keys, key: str, signature: bytes, message: bytes) -> bool:
    """Whether one of our keys has signed this."""
    try:
        keys[key].verify(signature, message)
    except (KeyError, InvalidSignature):
        return False
    return True


def break_message(line: Mapping[str, Any]) -> bytes:
    """What is signed of a line that states a break."""
    told = {name: value for name, value in line.items() if name != "signature"}
    return BREAK + json.dumps(told, sort_keys=True).encode()


def read_anchors(lines: Iterable[str], keys: Keys) -> dict[int, Anchors]:
    """What is anchored, by tenant. A line that a crash has torn counts for nothing."""
    found: dict[int, Anchors] = {}
    for number, text in enumerate(lines, 1):
        try:
            line = json.loads(text)
            anchor = Anchor(line["seal"], line["entries"], bytes.fromhex(line["head"]), line["at"])
        except (ValueError, KeyError, TypeError):
            continue
        mine = found.setdefault(line["tenant"], Anchors())
        if "break" in line:
            vouched = signed(keys, line["key"], bytes.fromhex(line["signature"]), break_message(line))
            if not vouched or mine.last is None or mine.last.head.hex() != line["lost_head"]:
                mine.wrong = f"line {number} of the anchors states a break that is not ours, or not here"
            mine.heads = {seal: head for seal, head in mine.heads.items() if seal <= anchor.seal}
            lost = f"entries {anchor.entries + 1} to {line['lost']} are lost, stated at {anchor.at}"
            mine.breaks.append(f"{lost}: {line['break']}")
        if mine.heads.setdefault(anchor.seal, anchor).head != anchor.head:
            mine.wrong = mine.wrong or f"line {number} anchors another head for seal {anchor.seal}"
    return found


class Walk:
    """One walk along one tenant's ledger, seal by seal."""

    def __init__(self, tenant: int, anchors: Anchors, keys: Keys) -> None:
        self.tenant, self.anchors, self.keys = tenant, anchors, keys
        self.upto = self.seals = self.anchored = 0
        self.head = START
        self.at = ""
        self._unsigned: list[tuple[int, Seal]] = []

    def step(self, seal: Seal, bodies: Sequence[bytes], leaves: Sequence[bytes]) -> None:
        """Check one seal and its entries; raises Bad."""
        first, count = self.upto + 1, seal.upto - self.upto
        if seal.number != self.seals + 1:
            raise Bad(first, f"seal {self.seals + 1} is missing")
        if count < 1 or len(seal.leaves) != 32 * count:
            raise Bad(first, f"seal {seal.number} was changed")
        if b"".join(leaves) != seal.leaves:
            raise self._difference(seal, bodies, leaves)
        numbers = (self.tenant, seal.number, count, seal.upto)
        if seal_head(self.head, merkle_root(leaves), numbers, seal.at) != seal.head:
            self.settle()
            what = f"this entry, or a later one up to {seal.upto}, was changed with its hash, or seal {seal.number} was"
            raise Bad(first, what)
        self._unsigned.append((first, seal))
        self.head, self.upto, self.seals, self.at = seal.head, seal.upto, seal.number, seal.at
        self._compare(self.anchors.heads.get(seal.number))
        if len(self._unsigned) >= _SIGNED_EVERY:
            self.settle()

    def settle(self) -> None:
        """Check the signature of the last seal, and if it fails find the first that does."""
        if self._unsigned and not self._signed(self._unsigned[-1][1]):
            for first, seal in self._unsigned:
                if not self._signed(seal):
                    raise Bad(first, f"seal {seal.number} is not signed by us: what it seals was rewritten")
        self._unsigned.clear()

    def end(self, beyond: Sequence[bytes], now: datetime) -> None:
        """Check what can be checked only at the end; raises Bad."""
        self.settle()
        last = self.anchors.last
        if last and last.seal > self.seals:
            what = f"all up to {last.entries}, anchored at {last.at}, are missing: cut off, or an old backup restored"
            raise Bad(self.upto + 1, what)
        if beyond:
            raise Bad(_number(beyond[0]), "it has a number but no seal: it was put in")
        if self.anchors.wrong:
            raise Bad(self.anchored + 1, self.anchors.wrong)
        overdue = self.at and now - datetime.strptime(self.at, TIME).replace(tzinfo=UTC) > ANCHORED_WITHIN
        if overdue and (last is None or last.seal < self.seals):
            raise Bad(self.anchored + 1, "nothing is anchored from here on: anchors are missing")

    def _signed(self, seal: Seal) -> bool:
        return signed(self.keys, seal.key, seal.signature, HEAD + seal.head)

    def _compare(self, anchor: Anchor | None) -> None:
        if anchor is None:
            return
        if anchor.head != self.head:
            self.settle()
            what = f"this entry, or a later one up to {self.upto}, is not what was anchored at {anchor.at}"
            raise Bad(self.anchored + 1, what)
        self.anchored = self.upto

    def _difference(self, seal: Seal, bodies: Sequence[bytes], leaves: Sequence[bytes]) -> Bad:
        stored = [seal.leaves[at : at + 32] for at in range(0, len(seal.leaves), 32)]
        for place, due in enumerate(stored):
            number = self.upto + 1 + place
            if place >= len(leaves):
                return Bad(number, "it is missing")
            if leaves[place] != due:
                return Bad(*_told(number, due, bodies[place : place + 2], stored[place + 1 : place + 2]))
        return Bad(_number(bodies[len(stored)]), "it was put in")


def verify(ledger: Ledger, anchors: Mapping[int, Anchors], keys: Keys, tell: Tell | None = None) -> Verdict:
    """Walk along a ledger to its end or to the first entry that does not hold. `tell` hears office and number."""
    mine = anchors.get(ledger.tenant, Anchors())
    path, beyond, entry, wrong = Walk(ledger.tenant, mine, keys), list[bytes](), None, ""
    try:
        with closing(ledger.groups) as groups:
            for seal, bodies, leaves in groups:
                if seal is None:
                    beyond += bodies
                    continue
                path.step(seal, bodies, leaves)
                if tell:
                    tell(ledger.office, path.upto)
        path.end(beyond, datetime.now(UTC))
    except Bad as bad:
        entry, wrong = bad.entry, bad.wrong
    return Verdict(
        *(ledger.tenant, ledger.office, path.upto, path.seals, ledger.unsealed),
        entry=entry,
        wrong=wrong,
        breaks=tuple(mine.breaks),
    )


def nothing() -> Groups:
    """The groups of a ledger that is not there."""
    yield from ()


def read_export(lines: Iterator[str]) -> Ledger:
    """The ledger in an export: a line about the office, then each seal with its entries after it."""
    told = json.loads(next(lines, ""))
    return Ledger(told["tenant"], told["office"], told["unsealed"], _exported(lines))


def _exported(lines: Iterable[str]) -> Groups:
    seal: Seal | None = None
    bodies: list[bytes] = []
    begun = False
    for text in lines:
        told = json.loads(text)
        if isinstance(told, list):
            bodies.append("\t".join(told).encode())
            continue
        if begun:
            yield seal, bodies, leaves_of(bodies)
        leaves, head, signature = (bytes.fromhex(told[name]) for name in ("leaves", "head", "signature"))
        seal = Seal(told["seal"], told["upto"], told["at"], leaves, head, signature, told["key"])
        seal, bodies, begun = seal if seal.number else None, [], True
    if begun:
        yield seal, bodies, leaves_of(bodies)


def main(words: Sequence[str] | None = None) -> int:
    """Check exports; 1 when one does not hold, 2 when something can't be read."""
    asked = argparse.ArgumentParser(prog="ledger_verifier", description="Check exported ledgers of Casework.")
    asked.add_argument("export", nargs="+", type=Path)
    asked.add_argument("--anchors", required=True, type=Path)
    asked.add_argument(
        "--key", required=True, action="append", type=Path, help="a public key; may be repeated"
    )
    asked.add_argument("--json", action="store_true")
    told = asked.parse_args(words)
    try:
        found = [*_check(told.export, told.anchors, told.key)]
    except (OSError, ValueError, KeyError, TypeError) as fault:
        asked.error(f"not an export, an anchor file or a key of Casework: {fault!r}")
    for one in found:
        print(json.dumps(asdict(one)) if told.json else f"{one.office}\t{one.words}")
    return 1 if any(one.wrong for one in found) else 0


def _check(exports: Iterable[Path], anchor_file: Path, key_files: Iterable[Path]) -> Iterator[Verdict]:
    keys = read_keys(key_files)
    with anchor_file.open(encoding="utf-8") as lines:
        anchors = read_anchors(lines, keys)
    for path in exports:
        with path.open(encoding="utf-8") as lines:
            ledger = read_export(lines)
            yield verify(ledger, anchors, keys)


def _told(number: int, due: bytes, bodies: Sequence[bytes], after: Sequence[bytes]) -> tuple[int, str]:
    """What happened where entry `number` should have the leaf `due` and the next one `after`."""
    found = _number(bodies[0])
    if found != number:
        return (number, "it is missing") if found > number else (found, "it was put in")
    if leaves_of(_renumbered(bodies[1:], number)) == [due]:
        return number, "it was put in"
    if after and leaves_of(_renumbered(bodies[:1], number + 1)) == after:
        return number, "it is missing, and those after it were renumbered"
    return number, "it was changed"


def _renumbered(bodies: Iterable[bytes], number: int) -> Iterator[bytes]:
    for body in bodies:
        tenant, _, rest = body.split(b"\t", 2)
        yield b"\t".join((tenant, b"%d" % number, rest))


def _number(body: bytes) -> int:
    return int(body.split(b"\t", 2)[1])


if __name__ == "__main__":
    sys.exit(main())
