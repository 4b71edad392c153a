# SPDX-License-Identifier: Apache-2.0
"""Counting rules as pure functions: no chain, no files, nothing of the rest of the package.

Each rule has two implementations of one answer: an exact one that reads like the rule, and a fast
one in the contract's own integer steps. Tests hold both, and the contract, to the same figures.
"""
