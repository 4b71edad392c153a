# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: Apache-2.0
"""
@title Moody Token Mock
@notice An ERC-20 that can be halted, shuts accounts out, burns gas, answers or refuses at length, moves nothing or hides
        its balances; never deployed.
"""

from contracts.mocks import token_book

initializes: token_book

exports: (
    token_book.allowance,
    token_book.decimals,
    token_book.mint,
    token_book.totalSupply,
)

PLAIN: constant(uint256) = 0
HALTED: constant(uint256) = 1
BURNS_GAS: constant(uint256) = 2
ANSWERS_AT_LENGTH: constant(uint256) = 3
REFUSES_AT_LENGTH: constant(uint256) = 4
MOVES_NOTHING: constant(uint256) = 5
HIDES_BALANCES: constant(uint256) = 6

WORDS: constant(uint256) = 256
ROUNDS: constant(uint256) = 256

mood: public(uint256)
shut_out: public(HashMap[address, bool])


@deploy
def __init__(decimals: uint8):
    token_book.__init__(decimals)


@external
def behave(mood: uint256):
    """
    @notice Choose how the next calls are answered.
    """
    self.mood = mood


@external
def shut(account: address, out: bool):
    """
    @notice Move nothing from or to an account, or again.
    """
    self.shut_out[account] = out


@external
@view
def balanceOf(account: address) -> uint256:
    """
    @notice What an account holds, unless that is hidden.
    """
    assert self.mood != HIDES_BALANCES, "token: balances are hidden"
    return token_book.balanceOf[account]


@external
@raw_return
def transfer(to: address, amount: uint256) -> Bytes[32 * WORDS]:
    """
    @notice Move the caller's money in the chosen mood.
    """
    return self._moved(msg.sender, to, amount)


@external
@raw_return
def transferFrom(owner: address, to: address, amount: uint256) -> Bytes[32 * WORDS]:
    """
    @notice Move what the owner approved for the caller in the chosen mood.
    """
    token_book._spend(owner, msg.sender, amount)
    return self._moved(owner, to, amount)


@external
def approve(spender: address, amount: uint256) -> bool:
    """
    @notice Let `spender` take an amount.
    """
    token_book._approve(msg.sender, spender, amount)
    return True


@internal
def _moved(sender: address, receiver: address, amount: uint256) -> Bytes[32 * WORDS]:
    """
    @notice Move an amount, or what the mood makes of it.
    """
    mood: uint256 = self.mood
    assert mood != HALTED, "token: halted"
    assert not (self.shut_out[sender] or self.shut_out[receiver]), "token: shut out"
    if mood == BURNS_GAS:
        self._burn_gas()
    if mood == REFUSES_AT_LENGTH:
        raw_revert(abi_encode(empty(uint256[WORDS])))
    if mood != MOVES_NOTHING:
        token_book._move(sender, receiver, amount)
    return self._answer()


@internal
@view
def _answer() -> Bytes[32 * WORDS]:
    """
    @notice Yes, in one word or with many more behind it.
    """
    if self.mood == ANSWERS_AT_LENGTH:
        words: uint256[WORDS] = empty(uint256[WORDS])
        words[0] = 1
        return abi_encode(words)
    return abi_encode(True)


@internal
@pure
def _burn_gas():
    """
    @notice Hash until the gas is gone.
    """
    word: bytes32 = empty(bytes32)
    for _: uint256 in range(ROUNDS):
        for _again: uint256 in range(ROUNDS):
            word = keccak256(word)
