// SPDX-License-Identifier: Apache-2.0
// Written by scripts/javascript.py: do not edit.
import type { ContractName } from './abis.js'

export type Address = `0x${string}`

/** Where the contracts of one alliance are; so does `GET /alliance` of its service. */
export type Contracts = Record<ContractName, Address>

/** Chain id -> alliance -> contract -> address. */
export const deployments = {
} as const
