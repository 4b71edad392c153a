# SPDX-License-Identifier: Apache-2.0
"""Rounds counted from tables: what `cosmolocal tally` reads, asks of the rules, and writes.

The rules themselves are in `cosmolocal.tally`, which knows no files.
"""
