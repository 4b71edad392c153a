// SPDX-License-Identifier: Apache-2.0
/** What the script says, in the words of the page: `<template id="signing-words"><p data-word="look">…`. */

export function words(name: string, filled: Record<string, string | number> = {}): string {
  const template = document.getElementById('signing-words') as HTMLTemplateElement | null
  const found = template?.content.querySelector(`[data-word="${CSS.escape(name)}"]`)?.textContent ?? name
  return found.replace(/\{(\w+)\}/g, (whole, key: string) => String(filled[key] ?? whole))
}
