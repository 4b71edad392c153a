# SPDX-License-Identifier: Apache-2.0
"""One season of the alliance of examples/river-valley.yaml, from its first day to the next season.

`story` says who does what and when, `chapters` lets it happen through the SDK, and `count` rebuilds
what came of it from the chain's events alone.
"""
