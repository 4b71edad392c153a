# SPDX-License-Identifier: Apache-2.0
"""The HTTP service of an alliance; needs the extra `api`."""

from cosmolocal.serve.app import create_app
from cosmolocal.serve.book import Book
from cosmolocal.serve.policy import Policy
from cosmolocal.serve.relay import Relay

__all__ = ["Book", "Policy", "Relay", "create_app"]
