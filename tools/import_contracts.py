"""Our own import-linter contract: "anyone in the same module" cannot be said with the built-in ones.

A module of the house (``changlai.inbox``) has rooms with fixed names (``views``, ``jobs``, ``permissions`` ...).
Some of them are private: only files of the same module may import them. Used by ``.importlinter``.
"""

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class PrivateRooms(Contract):
    """The named rooms of a module may be imported only from inside that module."""

    root = fields.StringField()
    rooms = fields.ListField(subfield=fields.StringField())
    public_modules = fields.ListField(subfield=fields.StringField(), required=False)
    allowed_importers = fields.ListField(subfield=fields.StringField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: FBT001 (import-linter's signature)
        trespasses = [
            f"{importer} -> {imported}"
            for imported in sorted(graph.modules)
            if (home := self._private_home(imported))
            for importer in sorted(graph.find_modules_that_directly_import(imported))
            if not _inside(importer, home)
            and not any(_inside(importer, name) for name in self._list("allowed_importers"))
        ]
        return ContractCheck(kept=not trespasses, metadata={"trespasses": trespasses})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for trespass in check.metadata["trespasses"]:
            output.print_error(trespass, bold=False)

    def _private_home(self, module: str) -> str:
        """The module that owns this file when the file stands in a private room, else nothing."""
        depth = str(self.root).count(".") + 1
        parts = module.split(".")
        home = ".".join(parts[: depth + 1])
        if not module.startswith(f"{self.root}.") or len(parts) < depth + 2:
            return ""
        private = parts[depth + 1] in self._list("rooms") and home not in self._list("public_modules")
        return home if private else ""

    def _list(self, field: str) -> list[str]:
        value: Any = getattr(self, field)
        return list(value or ())


def _inside(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")
