// SPDX-License-Identifier: Apache-2.0
/** The sheet of a key: a QR that leads a phone's camera back here, and the same to type. */
import { encode } from 'uqr'

const SVG = 'http://www.w3.org/2000/svg'
const MARGIN = 4

/** Draw a text as a QR. */
export function qr(text: string): SVGSVGElement {
  const { data, size } = encode(text, { ecc: 'M', border: 0 })
  const dots = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x + MARGIN} ${y + MARGIN}h1v1h-1z` : [])))
  const side = size + 2 * MARGIN
  const image = element('svg', { viewBox: `0 0 ${side} ${side}`, role: 'img', class: 'qr' }) as SVGSVGElement
  image.append(element('rect', { width: side, height: side, fill: '#fff' }))
  image.append(element('path', { d: dots.join(''), fill: '#000' }))
  return image
}

/** Show the sheet of a sealed key in a copy of its template. */
export function sheet(template: HTMLTemplateElement, sealed: string, address: string): HTMLElement {
  const node = (template.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement
  // What follows the hash never reaches a server.
  const image = qr(`${location.origin}${location.pathname}#${sealed}`)
  image.setAttribute('aria-label', node.dataset.label ?? '')
  node.querySelector('[data-part=qr]')?.replaceWith(image)
  fill(node, 'line', sealed.replace(/(.{8})(?=.)/g, '$1 '))
  fill(node, 'address', address)
  return node
}

function fill(node: HTMLElement, part: string, text: string): void {
  const found = node.querySelector(`[data-part=${part}]`)
  if (found) found.textContent = text
}

function element(name: string, attributes: Record<string, string | number>): Element {
  const made = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value))
  return made
}
