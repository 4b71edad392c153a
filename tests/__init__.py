# SPDX-License-Identifier: Apache-2.0
"""Tests of cosmolocal. A regular package: some dependencies install a `tests` package of their own."""
