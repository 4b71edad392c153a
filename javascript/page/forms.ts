// SPDX-License-Identifier: Apache-2.0
/** What a form says, as the service takes it. */
import { bytesToHex, keccak256 } from 'viem/utils'
import type { Json } from './service.js'

export interface Text {
  commitment: string
  text: string
  salt: string
}

export interface Said {
  body: { [name: string]: Json }
  texts: Text[]
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

/** Read a form; `now` is the time of the chain [UTC seconds]. */
export function read(form: HTMLFormElement, now: number): Said {
  const said: Said = { body: {}, texts: [] }
  for (const control of form.elements as unknown as Iterable<Control>) {
    if (!control.name || control.disabled || control.type === 'submit' || !control.value) continue
    if (isUnchecked(control)) continue
    put(said.body, control.name.split('.'), valueOf(control, now, said.texts))
  }
  return said
}

/** `ballot.3` is the value of 3 in `ballot`. */
function put(into: { [name: string]: Json }, path: string[], value: Json): void {
  const [name, ...rest] = path
  if (!name || name === '__proto__') return
  if (!rest.length) into[name] = value
  else put((into[name] ??= {}) as { [name: string]: Json }, rest, value)
}

function isUnchecked(control: Control): boolean {
  const box = control as HTMLInputElement
  return (box.type === 'radio' || box.type === 'checkbox') && !box.checked
}

function valueOf(control: Control, now: number, texts: Text[]): Json {
  const { value, dataset } = control
  if ('commit' in dataset) return commit(value, texts)
  if (dataset.unit === 'hours') return Math.round(Number(value) * 3_600)
  // Noon of that day, unless it has not come yet.
  if (dataset.unit === 'day') return Math.min(Date.parse(`${value}T12:00:00Z`) / 1_000, now - 1)
  return control.type === 'checkbox' ? true : value
}

/** As cosmolocal.privacy: keccak256 of a salt of 32 bytes and the text. */
function commit(text: string, texts: Text[]): string {
  const salt = crypto.getRandomValues(new Uint8Array(32))
  const words = new TextEncoder().encode(text.normalize('NFC'))
  const commitment = keccak256(new Uint8Array([...salt, ...words]))
  texts.push({ commitment, text, salt: bytesToHex(salt) })
  return commitment
}

const TEXTS = 'cosmolocal.texts'

/** Keep the texts behind commitments on this device, now that they count. */
export function keepTexts(texts: Text[]): void {
  if (!texts.length) return
  const known = JSON.parse(localStorage.getItem(TEXTS) ?? '[]') as Text[]
  localStorage.setItem(TEXTS, JSON.stringify([...known, ...texts]))
}
