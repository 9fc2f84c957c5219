"""What a pack's hooks.py gives, read from its text: it is not run to be checked.

A guard or effect is a decorated function of the file, or a function of the porch that is registered there:
`guard("no_hold")(vehicles.no_hold)`. What either reads of the answers is followed through the calls it makes.
"""

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from casework.base.values import Value, field

MAY_IMPORT = ("casework.hooks", "collections.abc", "dataclasses", "datetime", "decimal", "typing")
_PACKAGE = Path(__file__).resolve().parent.parent
_PORCH = _PACKAGE / "hooks.py"
_KINDS = ("guard", "effect")
_READS = ("fact", "answer")


class HookNames(Value):
    """The guards and effects of a hooks.py, each with the names of the answers it reads."""

    guards: dict[str, frozenset[str]] = field(default_factory=dict)
    effects: dict[str, frozenset[str]] = field(default_factory=dict)
    imports: tuple[str, ...] = ()


class _Source(Value):
    """A file: its functions, and the modules whose functions it calls by an alias."""

    tree: ast.Module
    functions: dict[str, ast.FunctionDef]
    modules: dict[str, Path]


def hook_names(path: Path) -> HookNames:
    """The names in a hooks.py; none where there is no such file. SyntaxError when it is no Python."""
    if not path.is_file():
        return HookNames()
    source = _source(path, _porch_modules())
    found = HookNames(imports=tuple(_imports(source.tree)))
    for kind, name, given in _registered(source.tree):
        reads = frozenset(_reads_of(given, source, set()))
        (found.guards if kind == "guard" else found.effects)[name] = reads
    return found


def _source(path: Path, modules: dict[str, Path]) -> _Source:
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    return _Source(
        tree, {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}, modules
    )


@lru_cache(maxsize=1)
def _porch_modules() -> dict[str, Path]:
    """The modules of services that the porch hands to packs, by the name it gives them."""
    tree = ast.parse(_PORCH.read_text(encoding="utf-8"))
    found: dict[str, Path] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("casework.services"):
            folder = _PACKAGE.joinpath(*(node.module or "").split(".")[1:])
            found |= {alias.asname or alias.name: folder / f"{alias.name}.py" for alias in node.names}
    return {alias: path for alias, path in found.items() if path.is_file()}


def _registered(tree: ast.Module) -> Iterator[tuple[str, str, ast.AST]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield from ((kind, name, node) for kind, name in map(_named, node.decorator_list) if kind)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and node.value.args:
            kind, name = _named(node.value.func)
            if kind:
                yield kind, name, node.value.args[0]


def _named(node: ast.expr) -> tuple[str, str]:
    match node:
        case ast.Call(func=ast.Name(id=kind), args=[ast.Constant(value=str(name))]) if kind in _KINDS:
            return kind, name
    return "", ""


def _reads_of(given: ast.AST, source: _Source, seen: set[tuple[int, str]]) -> Iterator[str]:
    """The names of answers read by a function, or by the function that a name stands for."""
    match given:
        case ast.Name(id=name) if name in source.functions:
            yield from _reads_of(source.functions[name], source, seen)
        case ast.Attribute(value=ast.Name(id=alias), attr=name) if alias in source.modules:
            there = _porch_source(source.modules[alias])
            if name in there.functions:
                yield from _reads_of(there.functions[name], there, seen)
        case ast.FunctionDef(name=name) if (id(source.tree), name) not in seen:
            seen.add((id(source.tree), name))
            for node in ast.walk(given):
                if isinstance(node, ast.Call):
                    yield from _reads_in_call(node, source, seen)


def _reads_in_call(call: ast.Call, source: _Source, seen: set[tuple[int, str]]) -> Iterator[str]:
    """`deed.fact("…")` and `deed.answer("…")`, calls of known functions, and names handed on beside the deed."""
    match call:
        case ast.Call(func=ast.Attribute(attr=attr), args=[ast.Constant(value=str(name)), *_]) if (
            attr in _READS
        ):
            yield name
        case ast.Call(args=[ast.Name(id="deed"), *_], keywords=keywords):
            for keyword in keywords:
                if isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, str):
                    yield keyword.value.value
    yield from _reads_of(call.func, source, seen)


@lru_cache(maxsize=32)
def _porch_source(path: Path) -> _Source:
    return _source(path, {})


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")
