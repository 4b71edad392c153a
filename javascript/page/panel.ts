// SPDX-License-Identifier: Apache-2.0
/** How somebody signs: chosen, made, printed, brought back and forgotten, in a copy of the page's template. */
import { announced, chosen, connect, ofBrowser, unchoose, type Signer, type Wallet } from './signers.js'
import { sheet } from './sheet.js'
import { words } from './words.js'
import { ask } from './service.js'
import * as vault from './vault.js'

interface Standing {
  seat: number | null
  is_active: boolean
}

export class Panel {
  signer: Signer | null = null
  standing: Standing | null = null
  readonly #root: HTMLElement

  constructor(readonly place: HTMLElement, readonly chain: number) {
    const template = document.getElementById('signing') as HTMLTemplateElement
    place.append(template.content.cloneNode(true))
    this.#root = place
    this.#on('make', (form) => this.#make(form))
    this.#on('restore', (form) => this.#restore(form))
    this.#act('start-make', () => this.#show('make'))
    this.#act('start-restore', () => this.#show('restore'))
    this.#act('print', () => this.#print())
    this.#act('forget', () => this.#forget())
  }

  /** Find out who signs; a sheet that a camera read comes behind the hash. */
  async begin(): Promise<void> {
    announced((wallet) => this.#offer(wallet))
    const brought = location.hash.slice(1)
    if (brought.startsWith('cl1.')) {
      history.replaceState(null, '', location.pathname + location.search)
      this.#show('restore')
      this.#find<HTMLTextAreaElement>('[name=sheet]').value = decodeURIComponent(brought)
      return
    }
    const sealed = vault.kept()
    if (sealed && !chosen()) await this.#use(ofBrowser(sealed, this.chain, passphrase))
    else if (!this.signer) this.#show('choose')
  }

  /** Bring it into view. */
  focus(): void {
    this.place.closest('details')?.setAttribute('open', '')
    this.#find<HTMLElement>('h2').focus()
  }

  async #use(signer: Signer | null): Promise<void> {
    if (!signer) return this.#show('choose')
    this.signer = signer
    this.#find('[data-part=address]').textContent = signer.address
    this.#show('own')
    this.standing = await ask<Standing>(`/membership/standing?account=${signer.address}`)
    const seat = this.standing.seat
    this.#find<HTMLAnchorElement>('[data-part=mine]').href = seat ? `/members/${seat}` : `/join?account=${signer.address}`
    this.#say(seat ? words('member', { seat }) : words('stranger'))
    for (const input of document.querySelectorAll<HTMLInputElement>('[data-me=seat], [data-own=seat]')) {
      input.value = seat ? String(seat) : ''
    }
    document.dispatchEvent(new CustomEvent('cosmolocal:signer', { detail: { ...this.standing } }))
  }

  #offer(wallet: Wallet): void {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = wallet.name
    const use = (quietly: boolean) =>
      this.#safely(async () => this.#use(await connect(wallet, this.chain, quietly)))
    button.addEventListener('click', () => use(false))
    const row = document.createElement('li')
    row.append(button)
    this.#find('[data-part=wallets]').append(row)
    this.#find<HTMLElement>('[data-part=no-wallet]').hidden = true
    if (chosen() === wallet.rdns) void use(true)
  }

  async #make(form: HTMLFormElement): Promise<void> {
    const [first, second] = ['passphrase', 'again'].map((name) => field(form, name).value)
    if (first !== second) throw new vault.KeyTrouble('differ')
    this.#say(words('making'))
    await this.#keep(await vault.make(first ?? ''))
    form.reset()
    this.#print()
  }

  async #restore(form: HTMLFormElement): Promise<void> {
    const sealed = vault.cleaned(field(form, 'sheet').value)
    vault.addressOf(sealed)
    this.#say(words('making'))
    await vault.open(sealed, field(form, 'passphrase').value)
    await this.#keep(sealed)
    form.reset()
  }

  async #keep(sealed: string): Promise<void> {
    unchoose()
    vault.keep(sealed)
    await this.#use(ofBrowser(sealed, this.chain, passphrase))
  }

  #print(): void {
    const sealed = vault.kept()
    if (!sealed) return
    document.querySelector('.sheet')?.remove()
    const template = document.getElementById('sheet') as HTMLTemplateElement
    const node = sheet(template, sealed, vault.addressOf(sealed))
    this.#find('[data-part=own]').after(node)
    node.querySelector('button')?.addEventListener('click', () => window.print())
  }

  /** What is not on a sheet is gone: said before, and asked twice. */
  #forget(): void {
    if (vault.kept() && !chosen() && !window.confirm(words('forget'))) return
    if (!chosen()) vault.forget()
    unchoose()
    this.signer = this.standing = null
    document.querySelector('.sheet')?.remove()
    this.#say('')
    this.#show('choose')
  }

  #show(part: string): void {
    for (const each of ['choose', 'make', 'restore', 'own']) {
      this.#find<HTMLElement>(`[data-part=${each}]`).hidden = each !== part
    }
    const isWallet = chosen() !== null
    this.#find<HTMLElement>('[data-act=print]').hidden = isWallet
    this.#find<HTMLElement>(`[data-part=${part}] input, [data-part=${part}] textarea`, true)?.focus()
  }

  #say(text: string, refused = false): void {
    const status = this.#find('[data-part=status]')
    status.textContent = text
    ;(status as HTMLElement).dataset.state = refused ? 'refused' : 'said'
  }

  #on(part: string, act: (form: HTMLFormElement) => Promise<void>): void {
    const form = this.#find<HTMLFormElement>(`form[data-part=${part}]`)
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      void this.#safely(() => act(form))
    })
  }

  #act(name: string, act: () => void): void {
    this.#find(`[data-act=${name}]`).addEventListener('click', act)
  }

  async #safely(act: () => Promise<void>): Promise<void> {
    try {
      await act()
    } catch (error) {
      this.#say(explained(error), true)
    }
  }

  #find<Kind extends Element = Element>(selector: string, perhaps = false): Kind {
    const found = this.#root.querySelector<Kind>(selector)
    if (!found && !perhaps) throw new Error(`the page has no ${selector}`)
    return found as Kind
  }
}

/** Say why something could not be done, and what to do. */
export function explained(error: unknown): string {
  if (error instanceof vault.KeyTrouble) return words(error.message)
  if (error instanceof TypeError) return words('offline') // fetch without a network
  const { message, nextStep } = error as { message?: string; nextStep?: string }
  return [message ?? String(error), nextStep].filter(Boolean).join('. ').replace(/\.\. /g, '. ')
}

/** Ask for the passphrase; it is not kept. */
function passphrase(): Promise<string> {
  const template = document.getElementById('passphrase') as HTMLTemplateElement
  const dialog = (template.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLDialogElement
  document.body.append(dialog)
  dialog.showModal()
  return new Promise((resolve, reject) => {
    dialog.addEventListener('close', () => {
      const input = dialog.querySelector('input')
      const said = input?.value ?? ''
      dialog.remove()
      if (dialog.returnValue === 'sign') resolve(said)
      else reject(new vault.KeyTrouble('cancelled'))
    })
  })
}

const field = (form: HTMLFormElement, name: string) => form.elements.namedItem(name) as HTMLInputElement
