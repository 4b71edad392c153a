# SPDX-License-Identifier: Apache-2.0
"""Gas and size of the contracts, measured on a fresh chain."""
