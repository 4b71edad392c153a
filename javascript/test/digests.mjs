// SPDX-License-Identifier: Apache-2.0
// Reads full EIP-712 messages as JSON from standard input and writes viem's digest of each.
import { hashTypedData } from 'viem'

const parts = []
for await (const part of process.stdin) parts.push(part)
const messages = JSON.parse(parts.join(''))
console.log(JSON.stringify(messages.map(({ types, ...rest }) => {
  const { EIP712Domain, ...own } = types
  return hashTypedData({ ...rest, types: own })
})))
