// SPDX-License-Identifier: Apache-2.0
// A dApp's code, type-checked against viem; then run, and compared with what Python says.
import { encodeFunctionData, hashTypedData } from 'viem'
import type { ContractFunctionReturnType } from 'viem'
import { abis, messages, quadraticGovernorAbi, refusals, Side } from 'cosmolocal'
import type { ContractName, Contracts } from 'cosmolocal'

type Given = { proposal: string; voter: `0x${string}`; contracts: Contracts }
declare const process: { argv: string[] }
const given: Given = JSON.parse(process.argv[2]!)

// The result's type follows from the ABI.
type Votes = ContractFunctionReturnType<typeof quadraticGovernorAbi, 'view', 'proposalVotes'>
const votes: Votes = [1n, 2n, 3n]
const side: Side = Side.FOR
const names: ContractName[] = ['Membership', 'Treasury']
const known = names.map((name) => abis[name].length > 0)

const call = encodeFunctionData({
  abi: quadraticGovernorAbi,
  functionName: 'castVote',
  args: [BigInt(given.proposal), side],
})
const digest = hashTypedData({
  domain: {
    name: 'River Valley',
    version: '1',
    chainId: 31337,
    verifyingContract: given.contracts.QuadraticGovernor,
  },
  types: messages.ExtendedBallot,
  primaryType: 'ExtendedBallot',
  message: {
    proposalId: BigInt(given.proposal),
    support: side,
    voter: given.voter,
    nonce: 7n,
    reason: '',
    params: '0x1234',
  },
})
const next = refusals['governor: over budget']
console.log(JSON.stringify({ call, digest, next, known, votes: votes.map(String) }))
