// SPDX-License-Identifier: Apache-2.0
/** A key made in the browser: kept and printed only as `cl1.…`, which a passphrase opens.

    address (20 bytes) ‖ salt (16) ‖ iv (12) ‖ AES-GCM of the key (48), as base64url

The address is authenticated with it. Without the passphrase nobody learns the key from a sheet. */
import { bytesToHex, getAddress, hexToBytes } from 'viem/utils'
import type { Address, Hex } from 'viem'
import { privateKeyToAddress } from 'viem/accounts'

const PREFIX = 'cl1.'
const ROUNDS = 600_000
const KEY = 'cosmolocal.key'
const SIZES = { address: 20, salt: 16, iv: 12, sealed: 48 }
const SHORTEST = 10

/** Why a key could not be made or opened; the name of its words. */
export class KeyTrouble extends Error {}

/** Make a key and seal it. */
export async function make(passphrase: string): Promise<string> {
  let secret: Uint8Array
  do secret = random(32)
  while (!isKey(secret))
  try {
    return await seal(bytesToHex(secret), passphrase)
  } finally {
    secret.fill(0)
  }
}

/** Seal a key for a sheet or for this browser. */
export async function seal(key: Hex, passphrase: string): Promise<string> {
  if (passphrase.length < SHORTEST) throw new KeyTrouble('short')
  const address = hexToBytes(privateKeyToAddress(key))
  const salt = random(SIZES.salt)
  const iv = random(SIZES.iv)
  const options = { name: 'AES-GCM', iv, additionalData: address as BufferSource }
  const secret = hexToBytes(key)
  const sealed = await subtle().encrypt(options, await stretched(passphrase, salt), secret as BufferSource)
  secret.fill(0)
  return PREFIX + text(new Uint8Array([...address, ...salt, ...iv, ...new Uint8Array(sealed)]))
}

/** Open a sealed key. */
export async function open(kept: string, passphrase: string): Promise<Hex> {
  const { address, salt, iv, sealed } = parts(kept)
  const options = { name: 'AES-GCM', iv: iv as BufferSource, additionalData: address as BufferSource }
  try {
    const secret = await subtle().decrypt(options, await stretched(passphrase, salt), sealed as BufferSource)
    return bytesToHex(new Uint8Array(secret))
  } catch (error) {
    if (error instanceof KeyTrouble) throw error
    throw new KeyTrouble('passphrase')
  }
}

/** The account of a sealed key; `KeyTrouble` if it is not one. */
export function addressOf(kept: string): Address {
  return getAddress(bytesToHex(parts(kept).address))
}

/** The line of a sheet as somebody typed, pasted or scanned it. */
export function cleaned(typed: string): string {
  const at = typed.indexOf(PREFIX)
  return at < 0 ? typed.trim() : typed.slice(at).replace(/\s+/g, '')
}

export const kept = (): string | null => localStorage.getItem(KEY)
export const keep = (sealed: string): void => localStorage.setItem(KEY, sealed)
export const forget = (): void => localStorage.removeItem(KEY)

function parts(sealed: string): Record<keyof typeof SIZES, Uint8Array> {
  const bytes = sealed.startsWith(PREFIX) ? bytesOf(sealed.slice(PREFIX.length)) : new Uint8Array()
  const found = {} as Record<keyof typeof SIZES, Uint8Array>
  let at = 0
  for (const [name, size] of Object.entries(SIZES)) {
    found[name as keyof typeof SIZES] = bytes.slice(at, (at += size))
  }
  if (bytes.length !== at) throw new KeyTrouble('sheet')
  return found
}

async function stretched(passphrase: string, salt: Uint8Array): Promise<CryptoKey> {
  const words = new TextEncoder().encode(passphrase.normalize('NFC'))
  const base = await subtle().importKey('raw', words, 'PBKDF2', false, ['deriveKey'])
  const how = { name: 'PBKDF2', hash: 'SHA-256', salt: salt as BufferSource, iterations: ROUNDS }
  return subtle().deriveKey(how, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

/** Only there on https, and on the machine itself. */
function subtle(): SubtleCrypto {
  if (!globalThis.crypto?.subtle) throw new KeyTrouble('insecure')
  return crypto.subtle
}

function isKey(secret: Uint8Array): boolean {
  try {
    return !!privateKeyToAddress(bytesToHex(secret))
  } catch {
    return false // zero, or not below the curve's order: once in 2 ** 127 tries
  }
}

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))

function text(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}

function bytesOf(said: string): Uint8Array {
  try {
    const plain = atob(said.replace(/-/g, '+').replace(/_/g, '/'))
    return Uint8Array.from(plain, (each) => each.charCodeAt(0))
  } catch {
    return new Uint8Array()
  }
}
