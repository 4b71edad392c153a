# SPDX-License-Identifier: Apache-2.0
"""Tests of cosmolocal; a regular package, because some dependencies install a `tests` too."""
