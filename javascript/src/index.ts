// SPDX-License-Identifier: Apache-2.0
// Written by scripts/javascript.py: do not edit.
export * from './abis.js'
export * from './deployments.js'
export * from './enumerations.js'
export * from './messages.js'
export * from './refusals.js'
