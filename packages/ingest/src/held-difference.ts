/** What publishing the generation that is held would change, in activities, for people who have to decide. */
export interface HeldDifference {
  readonly reason: string
  /** In the live generation, and in the one held. */
  readonly live: number
  readonly next: number
  /** In the live one and not in the one held. */
  readonly removed: number
  /** Records and documents of its pass that could not be read or indexed. */
  readonly refused: number
  /** How many passes in a row have come to the same. */
  readonly agreeing: number
  /** When the first of them did: ISO 8601. */
  readonly since: string
  /** The commonest values of `type`, at most 20, with how many activities have them. */
  readonly byType: readonly { readonly type: string; readonly live: number; readonly next: number }[]
  /** Ids of activities that would go, and of such as would come: at most 20 each. */
  readonly removedIds: readonly string[]
  readonly addedIds: readonly string[]
}
