# SPDX-License-Identifier: Apache-2.0
"""Reports for people: one HTML file that needs no network, no script and no other file.

`page` lays out sections; `charts` draws them; `season` and `retro_round` say what there is to see.
Errors: `BadInput` from `require_reports` if the libraries of the extra `reports` are missing.
"""

from importlib.util import find_spec

from cosmolocal.errors import BadInput


def require_reports() -> None:
    """Refuse before any work begins if a report could not be made at its end."""
    missing = [name for name in ("altair", "jinja2", "vl_convert") if find_spec(name) is None]
    if missing:
        raise BadInput(
            f"a report needs {', '.join(missing)}, which is not installed",
            next_step="pip install 'cosmolocal[reports]'",
        )
