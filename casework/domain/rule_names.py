"""Which names an expression of the rule language reads: by its tokens, since the engine hides its tree."""

import re

from casework.base.values import Value

_TOKEN = re.compile(
    r"""(?P<space>\s+|//[^\n]*)
    |(?P<text>[rRbB]{0,2}(?:'{3}.*?'{3}|"{3}.*?"{3}|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"))
    |(?P<number>(?:0x[0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)[uU]?)
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)
_RESERVED = {"true", "false", "null", "in"}
_MACROS = {"all", "exists", "exists_one", "map", "filter"}


class _Token(Value):
    kind: str
    text: str


class _Bound(Value):
    """A name a macro binds (`x` in `parties.all(x, …)`), and the tokens it holds for."""

    name: str
    first: int
    last: int


def names_read(expression: str) -> set[str]:
    """The names an expression reads: `party.name == 'x'` reads party and party.name. No calls."""
    tokens = [_Token(m.lastgroup or "", m[0]) for m in _TOKEN.finditer(expression) if m.lastgroup != "space"]
    bound = _bound_names(tokens)
    found: set[str] = set()
    for place, token in enumerate(tokens):
        if _starts_a_chain(tokens, place) and not _is_bound(bound, token.text, place):
            chain = _chain(tokens, place)
            found |= {".".join(chain[: i + 1]) for i in range(len(chain))}
    return found


def _starts_a_chain(tokens: list[_Token], place: int) -> bool:
    token = tokens[place]
    if token.kind != "name" or token.text in _RESERVED:
        return False
    if place and tokens[place - 1].text == ".":
        # A dot after nothing begins an absolute name; after anything else it goes on with that.
        return place == 1 or (tokens[place - 2].kind == "sign" and tokens[place - 2].text not in ")]}")
    return True


def _chain(tokens: list[_Token], place: int) -> list[str]:
    """The name at `place` and what is picked from it, without the function called at its end."""
    chain, place = [tokens[place].text], place + 1
    while place + 1 < len(tokens):
        if tokens[place].text == "." and tokens[place + 1].kind == "name":
            chain, place = [*chain, tokens[place + 1].text], place + 2
        elif tokens[place].text == "[" and tokens[place + 1].kind == "text":
            chain, place = [*chain, tokens[place + 1].text.strip("rRbB").strip("'\"")], place + 3
        else:
            break
    called = place < len(tokens) and tokens[place].text == "("
    return chain[:-1] if called else chain


def _bound_names(tokens: list[_Token]) -> list[_Bound]:
    bound = []
    for place in range(1, len(tokens) - 3):
        method, opening, name, comma = tokens[place : place + 4]
        if (
            tokens[place - 1].text == "."
            and method.text in _MACROS
            and (opening.text, comma.text) == ("(", ",")
            and name.kind == "name"
        ):
            bound.append(_Bound(name.text, place + 1, _closing(tokens, place + 1)))
    return bound


def _closing(tokens: list[_Token], opening: int) -> int:
    depth = 0
    for place in range(opening, len(tokens)):
        depth += {"(": 1, ")": -1}.get(tokens[place].text, 0) if tokens[place].kind == "sign" else 0
        if depth == 0:
            return place
    return len(tokens)


def _is_bound(bound: list[_Bound], name: str, place: int) -> bool:
    return any(one.name == name and one.first < place < one.last for one in bound)
