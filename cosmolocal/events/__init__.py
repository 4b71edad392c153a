# SPDX-License-Identifier: Apache-2.0
"""Events: read from a node completely and in order, decoded quickly."""

from cosmolocal.events.event import Decoder, Event

__all__ = ["Decoder", "Event"]
