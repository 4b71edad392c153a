# SPDX-License-Identifier: Apache-2.0
"""JSON Schemas of `alliance.yaml` and of the manifest, for editors and other tools.

They ship as `cosmolocal/deploy/schemas/<name>-<version>.json`. A test holds them equal to the
models; `python -m cosmolocal.deploy.schema` writes them again.
"""

import json
from importlib import resources
from pathlib import Path
from typing import Any

from cosmolocal.deploy import migration
from cosmolocal.deploy.description import Description
from cosmolocal.deploy.manifest import Manifest

FOLDER = Path(str(resources.files("cosmolocal") / "deploy" / "schemas"))
_ADDED_PARTS = ("Weight", "Pot", "ProposalType", "AllowedCall", "ArgumentLimit")
_DIALECT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}


def schemas() -> dict[str, dict[str, Any]]:
    """Make the schemas from the models, by file name."""
    present = Description.model_json_schema()
    return {
        "alliance-1.json": _DIALECT | _of_version_1(present),
        "alliance-2.json": _DIALECT | present,
        "manifest-1.json": _DIALECT | Manifest.model_json_schema(mode="serialization"),
    }


def _of_version_1(present: dict[str, Any]) -> dict[str, Any]:
    """Take out what version 2 added."""
    fields = {k: v for k, v in present["properties"].items() if k not in migration.ADDED}
    fields["version"] = present["properties"]["version"] | {"const": migration.OLDER}
    used = {k: v for k, v in present["$defs"].items() if k not in _ADDED_PARTS}
    return present | {"properties": fields, "$defs": used}


def text(schema: dict[str, Any]) -> str:
    """Write a schema as its file has it."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write() -> None:
    """Write both files."""
    FOLDER.mkdir(exist_ok=True)
    for name, schema in schemas().items():
        (FOLDER / name).write_text(text(schema), encoding="utf-8")


if __name__ == "__main__":
    write()
