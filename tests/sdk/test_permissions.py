# SPDX-License-Identifier: Apache-2.0
"""Who may call what: every function that writes, of every contract, tried by every actor (X-6).

A season of the example's alliance, and what it has no need of, is watched. The first time that a
function is called, everybody else tries the same call on the state that it met. Whoever is refused
is refused in the words of docs/explain/permissions.md, and not a slot, not a balance has changed.
"""

from tests.gates import permissions
from tests.sdk.permission_story import measure


def test_permissions__every_function_and_actor__as_the_page_says(tmp_path):
    """X-6: on a deployed alliance, each may what the page says, and is refused as it says."""
    assert permissions.rows_of(measure(tmp_path)) == permissions.declared()
