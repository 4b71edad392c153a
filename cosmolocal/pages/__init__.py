# SPDX-License-Identifier: Apache-2.0
"""The page of an alliance: what a member with an old phone needs, readable without JavaScript.

`create_site` puts pages at `/`, the service of `cosmolocal.serve` under `/api` and files under
`/static`. A page is a function of the state at one block, a language and an address: `state` is
rebuilt from events, `watch` brings it up to date, `page` says what a page is, `render` writes it.
Each part of the site is one module with its `pages`, listed in `site`. Needs the extra `api`.
"""

from cosmolocal.pages.names import Names
from cosmolocal.pages.site import create_site
from cosmolocal.pages.state import State

__all__ = ["Names", "State", "create_site"]
