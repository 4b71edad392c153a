// SPDX-License-Identifier: Apache-2.0
/** Forms that members sign. A form says what it is by its attributes; its inputs are the arguments of a verb.

    <form data-verb="governance.sign_ballot" data-relay="ballots">
      <input type="hidden" name="proposal_id" value="…">  <input name="votes" type="number">
      <button>Sign</button>  <p class="status" role="status" aria-live="polite"></p>
    </form>

- `data-verb`: a message verb of `/api/messages`. Without it nothing is signed, as for claims, whose inputs are the claim.
- `data-relay`: `ballots`, `round-ballots`, `slips`, `vouching`, `delegations`, `payout-changes`, `claims`; the mechanism of
  a round in `data-pool` or an input of that name.
- names: `flow.effort` is a value inside `flow`; what is empty is left out. `data-unit="hours"` is told in seconds, `"day"` as
  its noon. `data-commit` replaces a text by its salted commitment and keeps the text on this device.
  `data-own="seat"` and `data-me="seat"` are filled with the signer's seat.
- a slip without a `deadline` is good for thirty days. A button with `data-plain` sends the form as without a script.
- afterwards the form has `data-done` and tells `cosmolocal:done`; `data-next` names the page to go to. */
import type { TypedDataDefinition } from 'viem'
import { keepTexts, read, type Said } from './forms.js'
import { explained, Panel } from './panel.js'
import { ask, relay, type Json } from './service.js'
import { KeyTrouble } from './vault.js'
import { words } from './words.js'

const SLIP_SECONDS = 30 * 86_400

async function start(): Promise<void> {
  const chain = Number(document.body.dataset.chain)
  const place = document.querySelector<HTMLElement>('[data-page=key]') ?? wallet()
  if (!place) return
  const panel = new Panel(place, chain)
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement
    const button = (event as SubmitEvent).submitter
    if (!form.dataset.relay || button?.hasAttribute('data-plain')) return
    event.preventDefault()
    void submitted(form, panel)
  })
  await panel.begin()
  document.documentElement.dataset.signing = 'ready'
}

/** Where the page has no place of its own for keys, its head has one. */
function wallet(): HTMLElement | null {
  const place = document.getElementById('wallet')
  if (!place) return null
  const box = document.createElement('details')
  const title = document.createElement('summary')
  title.textContent = words('title')
  box.append(title)
  place.append(box)
  return box
}

async function submitted(form: HTMLFormElement, panel: Panel): Promise<void> {
  if (form.getAttribute('aria-busy') === 'true') return
  form.setAttribute('aria-busy', 'true')
  try {
    await bring(form, panel)
  } catch (error) {
    say(form, explained(error), 'refused')
  } finally {
    form.removeAttribute('aria-busy')
  }
}

async function bring(form: HTMLFormElement, panel: Panel): Promise<void> {
  delete form.dataset.done
  const { timestamp } = await ask<{ timestamp: number }>('/alliance')
  const said = read(form, timestamp)
  const message = form.dataset.verb ? await signed(form, panel, said, timestamp) : numbered(said.body)
  say(form, words('sent'))
  const pool = form.dataset.pool ?? (form.dataset.verb ? (said.body.pool as string) : undefined)
  const block = await relay(kindOf(form), message, pool)
  keepTexts(said.texts)
  say(form, words('done', { block }), 'done')
  form.dataset.done = String(block)
  form.dispatchEvent(new CustomEvent('cosmolocal:done', { bubbles: true, detail: { block } }))
  if (form.dataset.next) location.assign(form.dataset.next)
}

async function signed(form: HTMLFormElement, panel: Panel, said: Said, now: number): Promise<Json> {
  const { signer } = panel
  if (!signer) {
    panel.focus()
    throw new KeyTrouble('choose')
  }
  if (form.querySelector('[data-own=seat]') && !panel.standing?.is_active) throw new KeyTrouble('stranger')
  const verb = form.dataset.verb ?? ''
  const { pool: _, ...body } = said.body
  if (form.dataset.relay === 'vouching' && verb !== 'vouching.sign_objection') body.deadline ??= now + SLIP_SECONDS
  const asked = await ask<{ typed_data: TypedDataDefinition; unsigned: { [name: string]: Json } }>(
    `/messages/${verb.replace('.', '/')}`,
    { sender: signer.address, ...body },
  )
  say(form, words(signer.saying))
  return { ...asked.unsigned, signature: await signer.sign(asked.typed_data) }
}

const kindOf = (form: HTMLFormElement) =>
  form.dataset.verb === 'flows.sign_confirmation' ? 'confirmations' : (form.dataset.relay ?? '')

/** A claim names rounds and projects by numbers. */
function numbered(body: { [name: string]: Json }): Json {
  const known = Object.entries(body).map(([name, value]) => [
    name,
    typeof value === 'string' && /^[0-9]{1,15}$/.test(value) ? Number(value) : value,
  ])
  return Object.fromEntries(known)
}

function say(form: HTMLFormElement, text: string, state = 'said'): void {
  const status = form.querySelector<HTMLElement>('.status')
  if (!status) return
  status.textContent = text
  status.dataset.state = state
}

void start()
