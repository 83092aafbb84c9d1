/** What one swap took from readers' sight, and what it put there: proof of deletion that names nobody. */
export interface DeletionReceipt {
  /** When the swap was made, as an ISO 8601 date and time. */
  readonly at: string
  /** Of the process that made it. */
  readonly token: number
  readonly activities: { readonly added: number; readonly removed: number }
  readonly objects: { readonly added: number; readonly removed: number }
  /** SHA-256, in hex, of the ids of removed activities and objects; at most 1,000 of them, in no order that means anything. */
  readonly removedIds: readonly string[]
  /** False where the comparison was cut short: then the numbers are what had been found by then. */
  readonly complete: boolean
}
