// SPDX-License-Identifier: Apache-2.0
/** Who signs: a wallet that announces itself (EIP-6963, else `window.ethereum`), or a key of this browser. */
import { hashTypedData } from 'viem/utils'
import type { Address, Hex, TypedDataDefinition } from 'viem'
import { sign } from 'viem/accounts'
import { messages } from '../src/messages.js'
import * as vault from './vault.js'

export interface Provider {
  request(asked: { method: string; params?: unknown[] }): Promise<unknown>
}

export interface Wallet {
  name: string
  rdns: string
  provider: Provider
}

export interface Signer {
  address: string
  /** Which words to show while it signs. */
  saying: 'look' | 'signing'
  sign(message: TypedDataDefinition): Promise<Hex>
}

const CHOSEN = 'cosmolocal.wallet'

/** Tell of every wallet that is installed, now and later. */
export function announced(tell: (wallet: Wallet) => void): void {
  const known = new Set<string>()
  window.addEventListener('eip6963:announceProvider', (event) => {
    const { info, provider } = (event as CustomEvent).detail
    if (known.has(info.uuid)) return
    known.add(info.uuid)
    tell({ name: String(info.name), rdns: String(info.rdns), provider })
  })
  window.dispatchEvent(new Event('eip6963:requestProvider'))
  const older = (window as { ethereum?: Provider }).ethereum
  if (!known.size && older) tell({ name: 'Ethereum', rdns: 'window.ethereum', provider: older })
}

/** The wallet that was chosen before; none if a key of this browser signs. */
export const chosen = (): string | null => localStorage.getItem(CHOSEN)
export const unchoose = (): void => localStorage.removeItem(CHOSEN)

/** Use a wallet: it must be on the alliance's chain. `quietly` asks its owner nothing. */
export async function connect(wallet: Wallet, chain: number, quietly = false): Promise<Signer | null> {
  const method = quietly ? 'eth_accounts' : 'eth_requestAccounts'
  const [address] = (await wallet.provider.request({ method })) as string[]
  if (!address) return null
  localStorage.setItem(CHOSEN, wallet.rdns)
  return {
    address,
    saying: 'look',
    async sign(message) {
      await onChain(wallet.provider, chain)
      const params = [address, JSON.stringify(message)]
      return (await wallet.provider.request({ method: 'eth_signTypedData_v4', params })) as Hex
    },
  }
}

async function onChain(provider: Provider, chain: number): Promise<void> {
  const chainId = `0x${chain.toString(16)}`
  if (Number(await provider.request({ method: 'eth_chainId' })) === chain) return
  const how = { method: 'wallet_switchEthereumChain', params: [{ chainId }] }
  await provider.request(how).catch(() => undefined)
  if (Number(await provider.request({ method: 'eth_chainId' })) !== chain) {
    throw new vault.KeyTrouble('chain')
  }
}

/** Use the key of this browser; `passphrase` asks its owner each time. */
export function ofBrowser(sealed: string, chain: number, passphrase: () => Promise<string>): Signer {
  return {
    address: vault.addressOf(sealed),
    saying: 'signing',
    async sign(message) {
      requireKnown(message, chain)
      const privateKey = await vault.open(sealed, await passphrase())
      return sign({ hash: hashTypedData(message), privateKey, to: 'hex' })
    },
  }
}

/** A key of this browser signs only what members sign, for this chain. */
function requireKnown(message: TypedDataDefinition, chain: number): void {
  const known = Object.values(messages) as readonly Record<string, unknown>[]
  const { EIP712Domain: _, ...types } = message.types as Record<string, unknown>
  const fits = known.some((each) => JSON.stringify(each) === JSON.stringify(types))
  if (!fits || Number(message.domain?.chainId) !== chain) throw new vault.KeyTrouble('unknown')
}
