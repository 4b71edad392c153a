# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Proposal Rules
@notice What a proposal must reach, and how long each step takes: proposal types, each a list of versions.
@dev Append-only. A proposal freezes (type, version) when it is made, so a later version reaches no proposal that
     exists. Type 0 is the default; types are numbered without a gap.
@custom:units shares in basis points, spans in seconds
@custom:invariant an adopted version never changes, and the versions of a type count 1, 2, 3 ...
@custom:pause Nothing to stop: members adopt another version by vote; proposals made before keep theirs.
"""

from contracts.common import owned
from contracts.governance import rule_word
from contracts.interfaces import IProposalRules

implements: IProposalRules
initializes: owned

# `seal` is left out on purpose: the owner is the timelock from the first block.
exports: (owned.owner, owned.transfer_ownership)

BPS: constant(uint256) = 10_000
# Half: a motion must at least have more votes for than against.
MIN_MARGIN_BPS: constant(uint256) = 5_000
# An hour keeps block producers' freedom over timestamps irrelevant and leaves members time to see a vote.
MIN_SPAN_SECONDS: constant(uint256) = 3_600
# A year: nothing decided should wait, or stay usable, for longer than anybody remembers it.
MAX_SPAN_SECONDS: constant(uint256) = 31_536_000
# Width of the type in a proposal's header.
MAX_TYPES: constant(uint256) = 256
# Width of the version in a proposal's header.
MAX_VERSIONS: constant(uint256) = 65_535

type_count: public(uint256)
_words: HashMap[
    uint256, HashMap[uint256, uint256]
]  # type -> version -> rule_word; version 0: the latest


@deploy
def __init__(owner: address, rule: IProposalRules.Rule):
    """
    @param owner The timelock.
    @param rule Version 1 of type 0.
    """
    owned.__init__(owner)
    self._adopt(0, rule)


# --- owner -----------------------------------------------------------------------------------------------


@external
def set_type(proposal_type: uint256, rule: IProposalRules.Rule) -> uint256:
    """
    @notice Adopt a new version of a type, or the first version of the next type.
    @return Number of the version.
    """
    owned._check_owner()
    return self._adopt(proposal_type, rule)


# --- views -----------------------------------------------------------------------------------------------


@external
@view
@reentrant  # adoption calls nobody, so there is no half-written state to read
def latest(proposal_type: uint256) -> uint256:
    """
    @notice Number of the latest version of a type; 0 if there is no such type.
    """
    return rule_word._version(self._words[proposal_type][0])


@external
@view
@reentrant  # as above
def rule(proposal_type: uint256, version: uint256) -> IProposalRules.Rule:
    """
    @notice One version of a type, as adopted.
    @param version From 1; 0 for the latest.
    """
    return rule_word._unpack(self._word(proposal_type, version))


@external
@view
@reentrant  # as above
def word(proposal_type: uint256, version: uint256) -> uint256:
    """
    @notice One version of a type, as the one word of `rule_word`.
    @param version From 1; 0 for the latest.
    """
    return self._word(proposal_type, version)


# --- internals -------------------------------------------------------------------------------------------


@internal
def _adopt(proposal_type: uint256, rule: IProposalRules.Rule) -> uint256:
    """
    @notice Append a version.
    """
    assert proposal_type < MAX_TYPES, "rules: too many types"
    assert proposal_type <= self.type_count, "rules: type not next"
    version: uint256 = rule_word._version(self._words[proposal_type][0]) + 1
    assert version <= MAX_VERSIONS, "rules: too many versions"
    self._check(rule)
    if version == 1:
        self.type_count = proposal_type + 1
    word: uint256 = rule_word._pack(rule, version)
    self._words[proposal_type][0] = word
    self._words[proposal_type][version] = word
    log IProposalRules.RuleAdopted(proposal_type=proposal_type, version=version, rule=rule)
    return version


@internal
@pure
def _check(rule: IProposalRules.Rule):
    """
    @notice Refuse a rule that could decide nothing, or too easily.
    """
    assert rule.quorum_bps >= 1 and rule.quorum_bps <= BPS, "rules: quorum out of range"
    assert (
        rule.margin_bps >= MIN_MARGIN_BPS and rule.margin_bps <= BPS
    ), "rules: margin out of range"
    assert self._is_span(rule.delay_seconds), "rules: delay out of range"
    assert self._is_span(rule.period_seconds), "rules: period out of range"
    assert self._is_span(rule.timelock_seconds), "rules: timelock out of range"
    assert self._is_span(rule.grace_seconds), "rules: grace out of range"


@internal
@pure
def _is_span(seconds: uint256) -> bool:
    """
    @notice Whether a span is neither too short nor too long.
    """
    return seconds >= MIN_SPAN_SECONDS and seconds <= MAX_SPAN_SECONDS


@internal
@view
def _word(proposal_type: uint256, version: uint256) -> uint256:
    """
    @notice Word of a version that exists; 0 stands for the latest.
    """
    word: uint256 = self._words[proposal_type][version]
    assert word != 0, "rules: no such rule"
    return word
