/** What readers of a family may rely on, as the model's writers have brought it about. */
export interface FamilyRecord {
  /** Index → ids that were in it, for readers to find, when it was published, or that were refreshed since. */
  readonly promised: ReadonlyMap<string, ReadonlySet<string>>
  /** Indexes that were held and that somebody has decided about. */
  readonly decided: ReadonlySet<string>
  promise(indexes: readonly string[], id: string): void
  decide(indexes: readonly string[]): void
}

export function createFamilyRecord(): FamilyRecord {
  const promised = new Map<string, Set<string>>()
  const decided = new Set<string>()
  return {
    promised,
    decided,
    promise(indexes, id) {
      for (const index of indexes) promised.set(index, (promised.get(index) ?? new Set()).add(id))
    },
    decide(indexes) {
      for (const index of indexes) decided.add(index)
    },
  }
}
