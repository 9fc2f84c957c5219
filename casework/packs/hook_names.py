"""What a pack's hooks.py gives, read from its text: it is not run to be checked."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MAY_IMPORT = ("casework.hooks", "collections.abc", "dataclasses", "datetime", "decimal", "typing")
_READS = ("fact", "answer")


@dataclass(frozen=True, slots=True)
class HookNames:
    """The guards and effects of a hooks.py, each with the names of the answers it reads."""

    guards: dict[str, frozenset[str]] = field(default_factory=dict)
    effects: dict[str, frozenset[str]] = field(default_factory=dict)
    imports: tuple[str, ...] = ()


def hook_names(path: Path) -> HookNames:
    """The names in a hooks.py; none where there is no such file. SyntaxError when it is no Python."""
    if not path.is_file():
        return HookNames()
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    found = HookNames(imports=tuple(_imports(tree)))
    for function in functions.values():
        for kind, name in _registered(function):
            reads = frozenset(_reads(function, functions, set()))
            (found.guards if kind == "guard" else found.effects)[name] = reads
    return found


def _registered(function: ast.FunctionDef) -> Iterator[tuple[str, str]]:
    for decorator in function.decorator_list:
        match decorator:
            case ast.Call(
                func=ast.Name(id=("guard" | "effect") as kind), args=[ast.Constant(value=str(name))]
            ):
                yield kind, name


def _reads(function: ast.FunctionDef, functions: dict[str, ast.FunctionDef], seen: set[str]) -> Iterator[str]:
    """The names in `deed.fact("…")` and `deed.answer("…")`, here and in the functions of the file called here."""
    seen.add(function.name)
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Attribute(attr=attr), args=[ast.Constant(value=str(name)), *_]):
                if attr in _READS:
                    yield name
            case ast.Call(func=ast.Name(id=called)) if called in functions and called not in seen:
                yield from _reads(functions[called], functions, seen)


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")
