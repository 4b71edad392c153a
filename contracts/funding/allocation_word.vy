# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Allocation Word (module)
@notice One word of a ballot: what it gives up to eight projects.
@dev Constants only; the codec stands where ballots are counted. From the lowest bit eight lanes of 32 bits; a lane, from
     its lowest bit: votes 16 (two's complement) | project 16. Projects ascend from lane to lane and from word to word; only
     the last lanes of a ballot's last word may be empty. Packing keeps a large ballot cheap to hand in, hash and log.
@custom:units votes are whole numbers, -2**15 <= votes < 2**15; a budget of 2**24 - 1 credits buys 4,095
@custom:invariant the lanes fill the word and do not overlap
"""

# Words of a ballot: 256 projects, eight to a word.
MAX_WORDS: constant(uint256) = 32

LANE: constant(uint256) = 2**32 - 1
PROJECT: constant(uint256) = 2**16 - 1
VOTES: constant(uint256) = 2**16 - 1
SIGN: constant(uint256) = 2**15
# What a negative number of 16 bits has above them, as one of 32 bits: the form of a lane of the tally.
SIGN_EXTENSION: constant(uint256) = LANE - VOTES
