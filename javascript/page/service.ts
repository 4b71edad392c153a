// SPDX-License-Identifier: Apache-2.0
/** The service under `/api` of the same origin. */

/** What the service refuses: why, and what to do. */
export class Refused extends Error {
  constructor(message: string, readonly nextStep: string) {
    super(message)
  }
}

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json }

interface Row {
  accepted: boolean
  block: number | null
  error: { message: string; next_step: string } | null
}

/** Ask the service. */
export async function ask<Answer>(path: string, body?: Json): Promise<Answer> {
  const headers = { 'Content-Type': 'application/json' }
  const options = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) }
  const answer = await fetch(`/api${path}`, { ...options, credentials: 'omit' })
  const data = await answer.json()
  if (answer.ok) return data as Answer
  throw new Refused(data.error.message, data.error.next_step)
}

const ROUTES: Record<string, [path: string, field: string]> = {
  ballots: ['ballots', 'ballots'],
  'round-ballots': ['round-ballots', 'ballots'],
  slips: ['slips', 'slips'],
  confirmations: ['slips', 'confirmations'],
  vouching: ['membership', 'slips'],
  delegations: ['delegations', 'delegations'],
  'payout-changes': ['payout-changes', 'changes'],
  claims: ['claims', 'claims'],
}

/** Hand a message in; returns the block in which it counts. */
export async function relay(kind: string, message: Json, pool?: string): Promise<number> {
  const [path, field] = ROUTES[kind] ?? [kind, kind]
  const [row] = await ask<Row[]>(`/relay/${path}`, { [field]: [message], ...(pool && { pool }) })
  if (!row?.accepted || row.block === null) {
    throw new Refused(row?.error?.message ?? '', row?.error?.next_step ?? '')
  }
  return row.block
}
