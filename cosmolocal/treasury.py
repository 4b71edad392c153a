# SPDX-License-Identifier: Apache-2.0
"""What the alliance holds in common; it leaves by vote and by nothing else."""

from eth_typing import ChecksumAddress
from web3.contract.contract import Contract

from cosmolocal.calls import Call, Outcome
from cosmolocal.chain import Chain
from cosmolocal.domain import Action, Domain, Frozen
from cosmolocal.replay.treasury import TreasuryState, replay
from cosmolocal.signers import Signer
from cosmolocal.units import ZERO_ADDRESS, Address, BlockNumber, TokenAmount

__all__ = ["Balance", "Treasury", "TreasuryState", "replay"]

ETH = ZERO_ADDRESS
"""Stands for native currency where a token is asked for."""


class Balance(Frozen):
    """What the treasury holds of one token."""

    token: Address
    amount: TokenAmount
    block: BlockNumber


class Treasury(Domain):
    """Look at the treasury, give to it, and describe payments for a proposal.

    Units: amounts in the token's smallest unit; `token` is the zero address for ETH. Memos are
    commitments or codes, never texts.
    Errors: when a vote is executed, the classes of reverts that begin with `treasury:`, `tokens:`.
    Source: contracts/treasury/Treasury.vy; nothing is cached between calls.
    """

    def __init__(self, chain: Chain, contract: Contract, *, pool: ChecksumAddress) -> None:
        super().__init__(chain, contract)
        self._pool = pool  # where rounds are held

    def balance(self, token: ChecksumAddress = ETH) -> Balance:
        """Read what is held of a token."""
        view = self.chain.at()
        amount = view.call(self.contract.functions.balance_of(token))
        return Balance(token=token, amount=amount, block=view.block)

    def deposit(self, amount: int, *, signer: Signer, simulate: bool = False) -> Outcome:
        """Give ETH to the alliance [wei]; tokens are sent like to any account."""
        gift = Call(self.address, b"", "Treasury", "deposit")
        return self.chain.write(gift, signer=signer, simulate=simulate, value=amount)

    def pay_action(
        self,
        to: ChecksumAddress,
        amount: int,
        *,
        token: ChecksumAddress = ETH,
        category: int = 0,
        memo: bytes = bytes(32),
    ) -> Action:
        """Describe a payment; `category` is a number of the alliance's own budget table."""
        return self._action("pay", token, to, amount, category, memo)

    def fund_action(self, round_id: int, amount: int, *, token: ChecksumAddress = ETH) -> Action:
        """Describe putting money into a round."""
        return self._action("fund", self._pool, round_id, token, amount)
