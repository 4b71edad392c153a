# SPDX-License-Identifier: Apache-2.0
"""Everything that can go wrong, as one tree.

    CosmolocalError
    ├── UserFixable                 the request itself is wrong; nothing was sent (exit code 2)
    │   ├── BadInput                a value, a row or a file
    │   │   └── NothingThere        what was asked for does not exist
    │   ├── WrongChain              the node serves another chain than the alliance's
    │   ├── NoContract              no code at an address, or other code than expected
    │   ├── StalePlan               a signed plan that could not land any more as it was meant
    │   ├── NotEnoughFunds          the account cannot pay value and fees
    │   ├── KeyRefused              a keystore, password or key that must not be used here
    │   ├── JournalDamaged          the journal of sent transactions cannot be read or written
    │   ├── NotRelayed              the relay does not take this, or not from this account
    │   └── QuotaUsed               the account has had its share of the relay's money for now
    ├── ContractError               a contract refused; one class per revert text (exit code 1)
    │   ├── RefusedWithoutReason    empty revert: a bare assert, a range check, no such function
    │   ├── Panicked                a compiler check: overflow, division by zero, index
    │   ├── OutOfGas                the gas limit ended the call
    │   └── …                       the catalogue below, `REVERTS`
    ├── NodeTrouble                 the node did not answer as it should          (exit code 3)
    │   ├── NodeUnreachable         no connection, or no reply in time
    │   ├── NodeBusy                too many requests, or an overloaded gateway
    │   ├── NodeReplyUnreadable     not JSON-RPC: a web page, half a body
    │   ├── NodeRefused             a JSON-RPC error that is no revert
    │   └── ChainReorganised        blocks that were read are no longer part of the chain
    ├── CannotWrite                 a file cannot be written; it stands as it was (exit code 2)
    ├── RelayEmpty                  the relay has no money that it may spend      (exit code 1)
    ├── Replaced                    another transaction of the account came first  (exit code 1)
    ├── PaidElsewhere               another run pays the same list                (exit code 1)
    ├── NotAsDescribed              a deployment differs from its description     (exit code 1)
    └── OutcomeUnknown              sent, and not known whether it landed         (exit code 4)

Every error has a `next_step`, a sentence that says what to do. A class of the catalogue is named
for its revert text, module first (`governor: over budget` is `GovernorOverBudget`), and its
docstring is its next step. A revert whose text is not in the catalogue stays a plain
`ContractError` with its text or data unchanged; exceptions of other kinds pass through untouched.
"""

from cosmolocal.errors.common import *
from cosmolocal.errors.funding import *
from cosmolocal.errors.governance import *
from cosmolocal.errors.grants import *
from cosmolocal.errors.ledger import *
from cosmolocal.errors.membership import *
from cosmolocal.errors.published import *
from cosmolocal.errors.serving import *
from cosmolocal.errors.treasury import *
from cosmolocal.errors.tree import *
