// SPDX-License-Identifier: Apache-2.0
// Written by scripts/javascript.py: do not edit.
/** What happened, in the order of the ontology. */
export const Action = {
  "PRODUCE": 0,
  "CONSUME": 1,
  "USE": 2,
  "WORK": 3,
  "CITE": 4,
  "DELIVER_SERVICE": 5,
  "PICKUP": 6,
  "DROPOFF": 7,
  "ACCEPT": 8,
  "MODIFY": 9,
  "COMBINE": 10,
  "SEPARATE": 11,
  "TRANSFER_ALL_RIGHTS": 12,
  "TRANSFER_CUSTODY": 13,
  "TRANSFER": 14,
  "MOVE": 15,
  "COPY": 16,
  "RAISE": 17,
  "LOWER": 18,
} as const
export type Action = (typeof Action)[keyof typeof Action]

/** Whose seats may vote or give. */
export const Chambers = {
  "PERSONS": 1,
  "ORGANISATIONS": 2,
  "BOTH": 3,
} as const
export type Chambers = (typeof Chambers)[keyof typeof Chambers]

/** OpenZeppelin's ProposalState. */
export const ProposalStatus = {
  "PENDING": 0,
  "ACTIVE": 1,
  "CANCELED": 2,
  "DEFEATED": 3,
  "SUCCEEDED": 4,
  "QUEUED": 5,
  "EXPIRED": 6,
  "EXECUTED": 7,
} as const
export type ProposalStatus = (typeof ProposalStatus)[keyof typeof ProposalStatus]

/** What the reviewers said of a project. */
export const Review = {
  "PENDING": 1,
  "APPROVED": 2,
  "REJECTED": 3,
} as const
export type Review = (typeof Review)[keyof typeof Review]

/** What a seat may do for a scope, until its mandate ends. */
export const Role = {
  "STEWARD": 1,
  "CONFIRMER": 2,
  "REVIEWER": 3,
  "ARBITER": 4,
} as const
export type Role = (typeof Role)[keyof typeof Role]

/** Where a round stands. */
export const RoundStatus = {
  "APPLICATIONS": 1,
  "REVIEW": 2,
  "VOTING": 3,
  "TO_BE_SETTLED": 4,
  "CLAIMS": 5,
  "TO_BE_SWEPT": 6,
  "SWEPT": 7,
  "CANCELLED": 8,
  "APPEALS": 9,
} as const
export type RoundStatus = (typeof RoundStatus)[keyof typeof RoundStatus]

/** What a scope is. */
export const ScopeKind = {
  "ALLIANCE": 1,
  "PLACE": 2,
  "GUILD": 3,
  "FUNCTION": 4,
  "PUBLIC": 5,
  "ECOSYSTEM": 6,
} as const
export type ScopeKind = (typeof ScopeKind)[keyof typeof ScopeKind]

/** The chamber a seat belongs to. */
export const SeatKind = {
  "PERSON": 1,
  "ORGANISATION": 2,
} as const
export type SeatKind = (typeof SeatKind)[keyof typeof SeatKind]

/** Whether a seat is taken. */
export const SeatStatus = {
  "NONE": 0,
  "ACTIVE": 1,
  "LEFT": 2,
  "EXPELLED": 3,
  "MOVED": 4,
} as const
export type SeatStatus = (typeof SeatStatus)[keyof typeof SeatStatus]

/** What a ballot says; `support` of OpenZeppelin's Governor. */
export const Side = {
  "AGAINST": 0,
  "FOR": 1,
  "ABSTAIN": 2,
} as const
export type Side = (typeof Side)[keyof typeof Side]
