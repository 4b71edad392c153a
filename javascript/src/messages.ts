// SPDX-License-Identifier: Apache-2.0
// Written by scripts/javascript.py: do not edit.
/** Message -> its `types` for `signTypedData`. */
export const messages = {
  "Vouch": {"Vouch": [{"name": "account", "type": "address"}, {"name": "kind", "type": "uint256"}, {"name": "seat", "type": "uint256"}, {"name": "nonce", "type": "uint256"}, {"name": "deadline", "type": "uint256"}]},
  "Backing": {"Backing": [{"name": "seat", "type": "uint256"}, {"name": "account", "type": "address"}, {"name": "backer", "type": "uint256"}, {"name": "nonce", "type": "uint256"}, {"name": "deadline", "type": "uint256"}]},
  "Joining": {"Joining": [{"name": "account", "type": "address"}, {"name": "kind", "type": "uint256"}, {"name": "covenant", "type": "bytes32"}, {"name": "nonce", "type": "uint256"}, {"name": "deadline", "type": "uint256"}]},
  "Asking": {"Asking": [{"name": "seat", "type": "uint256"}, {"name": "account", "type": "address"}, {"name": "nonce", "type": "uint256"}, {"name": "deadline", "type": "uint256"}]},
  "Objection": {"Objection": [{"name": "seat", "type": "uint256"}, {"name": "account", "type": "address"}, {"name": "nonce", "type": "uint256"}]},
  "Ballot": {"Ballot": [{"name": "proposalId", "type": "uint256"}, {"name": "support", "type": "uint8"}, {"name": "voter", "type": "address"}, {"name": "nonce", "type": "uint256"}]},
  "ExtendedBallot": {"ExtendedBallot": [{"name": "proposalId", "type": "uint256"}, {"name": "support", "type": "uint8"}, {"name": "voter", "type": "address"}, {"name": "nonce", "type": "uint256"}, {"name": "reason", "type": "string"}, {"name": "params", "type": "bytes"}]},
  "Sponsorship": {"Sponsorship": [{"name": "proposalId", "type": "uint256"}, {"name": "sponsor", "type": "address"}, {"name": "deadline", "type": "uint256"}]},
  "Delegation": {"Delegation": [{"name": "delegatee", "type": "address"}, {"name": "nonce", "type": "uint256"}, {"name": "expiry", "type": "uint256"}]},
  "Slip": {"Slip": [{"name": "action", "type": "uint256"}, {"name": "scope", "type": "uint256"}, {"name": "provider", "type": "uint256"}, {"name": "receiver", "type": "uint256"}, {"name": "kind", "type": "uint256"}, {"name": "effort", "type": "uint256"}, {"name": "occurredAt", "type": "uint256"}, {"name": "quantity", "type": "uint256"}, {"name": "unit", "type": "uint256"}, {"name": "resource", "type": "uint256"}, {"name": "toResource", "type": "uint256"}, {"name": "place", "type": "uint256"}, {"name": "about", "type": "bytes32"}, {"name": "evidence", "type": "bytes32"}, {"name": "nonce", "type": "uint256"}, {"name": "deadline", "type": "uint256"}]},
  "Confirmation": {"Confirmation": [{"name": "entry", "type": "bytes32"}, {"name": "deadline", "type": "uint256"}]},
  "FundingBallot": {"Ballot": [{"name": "pool", "type": "address"}, {"name": "round", "type": "uint256"}, {"name": "voter", "type": "address"}, {"name": "allocations", "type": "uint256[]"}, {"name": "previous", "type": "uint256[]"}, {"name": "nonce", "type": "uint256"}, {"name": "deadline", "type": "uint256"}]},
  "PayoutChange": {"PayoutChange": [{"name": "pool", "type": "address"}, {"name": "round", "type": "uint256"}, {"name": "project", "type": "uint256"}, {"name": "payoutAddress", "type": "address"}, {"name": "nonce", "type": "uint256"}, {"name": "deadline", "type": "uint256"}]},
} as const
