/** An id that is in one of two sets only. */
export interface IdChange {
  readonly id: string
  readonly change: 'added' | 'removed'
}

/** Ids in the order of their bytes in UTF-8, batch by batch. */
export type SortedIds = AsyncIterable<readonly string[]>

/** Compares two sorted lists of ids of any length, in the memory of two batches. */
export async function* compareIds(before: SortedIds, after: SortedIds): AsyncGenerator<IdChange, void, undefined> {
  const [left, right] = [readerOf(before), readerOf(after)]
  for (;;) {
    // both at once: each is a request
    if (left.isDry() || right.isDry()) await Promise.all([left.fill(), right.fill()])
    const [one, other] = [left.id(), right.id()]
    if (one === undefined && other === undefined) return
    const order = one === undefined ? 1 : other === undefined ? -1 : compareUtf8(one, other)
    if (order <= 0) left.step()
    if (order >= 0) right.step()
    if (order < 0) yield { id: one as string, change: 'removed' }
    if (order > 0) yield { id: other as string, change: 'added' }
  }
}

function readerOf(batches: SortedIds) {
  const iterator = batches[Symbol.asyncIterator]()
  let ids: readonly string[] = []
  let at = 0
  let isOver = false
  return {
    isDry: () => at === ids.length && !isOver,
    id: () => ids[at],
    step() {
      at += 1
    },
    async fill() {
      while (at === ids.length && !isOver) {
        const { value, done } = await iterator.next()
        isOver = done === true
        ids = value ?? []
        at = 0
      }
    },
  }
}

/** As OpenSearch sorts keywords: by code point, where JavaScript compares halves of surrogate pairs. */
export function compareUtf8(one: string, other: string): number {
  if (one === other) return 0
  const length = Math.min(one.length, other.length)
  for (let at = 0; at < length; at += 1) {
    const [a, b] = [one.charCodeAt(at), other.charCodeAt(at)]
    if (a !== b) return rank(a) - rank(b)
  }
  return one.length - other.length
}

/** Surrogates stand for what comes after every other character. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
