# SPDX-License-Identifier: Apache-2.0
"""Every figure of the alliance rebuilt from its events alone, without a look at storage.

One module per domain, each with `replay(events) -> state`. States are frozen. Where events
contradict each other (a hash, a sum, a cost), the state says so in its `contradictions`.
"""
