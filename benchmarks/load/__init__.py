# SPDX-License-Identifier: Apache-2.0
"""What grows with an alliance, and what does not: `python -m benchmarks.load`.

    members    gas of everyday operations at 10, 100, 1,000 and 10,000 members
    deploy     an alliance of 10,000 members, through the SDK
    entries    gas of the ledger at 10, 100, 1,000 and 10,000 entries
    proposals  gas of proposing, voting, queueing and executing beside 1, 10, 100 and 1,000 others
    rounds     rounds of 10, 100 and 1,000 ballots for 200 projects, signed, relayed and counted
               again: the contract's tally is the Python tally at the same block
    history, store, verify, site, refreshes, reads
               the whole of it read, kept, verified and shown

From `deploy` on it is one alliance on one node, anvil; each step is a process of its own, which
knows the node by its address only, so that its peak of memory is its own. Writes
`benchmarks/load.json`. Gas is exact; seconds are those of the machine and what else it does.
"""
