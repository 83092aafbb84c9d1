import { as2Format } from '@as/feed-client'

/** What happens to a source: numbers are taken modulo what there is. */
export type SourceChange =
  | { readonly type: 'add' }
  /** An activity again, at the end of the feed, with a newer object. */
  | { readonly type: 'update'; readonly which: number }
  /** An activity with a newer object, where it stands. */
  | { readonly type: 'edit'; readonly which: number }
  /** An activity that names its object from now on, or gives it again: one of the two the mapping refuses. */
  | { readonly type: 'turn'; readonly which: number }
  /** Gone without a trace. */
  | { readonly type: 'remove'; readonly which: number }
  /** A `Delete` activity at the end of the feed. */
  | { readonly type: 'delete'; readonly which: number }

/** Id → version: what is, or should be, visible in one alias. A Tombstone's is `Infinity`. */
export type View = ReadonlyMap<string, number>

export interface ModelSource {
  readonly seed: string
  readonly format: typeof as2Format
  change(change: SourceChange): void
  /** One page as it is now. */
  page(url: string): Uint8Array
  /** What should be visible now. */
  expected(): { activities: View; objects: View }
  /** Ids that there are no more: readers may stop seeing them. */
  readonly gone: ReadonlySet<string>
}

interface Item {
  readonly key: number
  readonly id: string
  readonly object: string
  readonly version: number
  readonly isDelete: boolean
  /** Its object is only named. */
  readonly isPlain: boolean
}

const PAGE_SIZE = 2

/** A source in memory: pages oldest first, keyset cursors. Every object's version grows. */
export function createModelSource(seed: string): ModelSource {
  let items: Item[] = []
  let lastKey = 0
  let lastVersion = 0
  const gone = new Set<string>()
  const append = (item: Omit<Item, 'key' | 'version'>) => {
    lastKey += 1
    lastVersion += 1
    items.push({ ...item, key: lastKey, version: lastVersion })
  }

  const replace = (item: Item, by: Item) => {
    lastVersion += 1
    items = items.map((one) => (one === item ? { ...by, version: lastVersion } : one))
  }

  return {
    seed,
    format: as2Format,
    gone,
    change(change) {
      if (change.type === 'add') {
        const object = `o${lastKey + 1}`
        append({ id: `${object}:Create`, object, isDelete: false, isPlain: lastKey % 3 === 2 })
        return
      }
      const creations = items.filter(({ isDelete, id }) => !isDelete && !gone.has(id))
      const item = creations[change.which % creations.length]
      if (!item) return
      const { object } = item
      switch (change.type) {
        case 'update':
          items = items.filter((one) => one !== item)
          append(item)
          break
        case 'edit':
          replace(item, item)
          break
        case 'turn':
          replace(item, { ...item, isPlain: !item.isPlain })
          gone.add(object)
          break
        case 'remove':
          items = items.filter((one) => one !== item)
          gone.add(object).add(item.id)
          break
        case 'delete':
          append({ id: `${object}:Delete`, object, isDelete: true, isPlain: false })
          gone.add(item.id)
          // its Tombstone stays, but no earlier version is due any more
          gone.add(object)
      }
    },
    page(url) {
      const after = Number(new URL(url).searchParams.get('after') ?? 0)
      const left = items.filter(({ key }) => key > after)
      const shown = left.slice(0, PAGE_SIZE)
      const next = left.length > shown.length ? { next: `${seed}?after=${shown.at(-1)?.key}` } : {}
      return Buffer.from(JSON.stringify({ type: 'Collection', orderedItems: shown.map(activityOf), ...next }))
    },
    expected() {
      const activities = new Map<string, number>()
      const objects = new Map<string, number>()
      for (const { id, object, version, isDelete, isPlain } of items) {
        if (isDelete) activities.delete(`${object}:Create`)
        activities.set(id, version)
        if (!isPlain) objects.set(object, isDelete ? Number.POSITIVE_INFINITY : version)
      }
      return { activities, objects }
    },
  }
}

function activityOf({ id, object, version, isDelete, isPlain }: Item): object {
  if (isPlain) return { id, type: 'Create', version, object }
  const type = isDelete ? 'Delete' : 'Create'
  const about = isDelete ? { type: 'Tombstone' } : { type: 'Document', name: `${object} ${version}` }
  return { id, type, version, object: { id: object, version, ...about } }
}

/** The version of a document of this source, an activity or an object. */
export function versionOf(source: unknown): number {
  const { type, version } = source as { type?: string; version: number }
  return type === 'Tombstone' ? Number.POSITIVE_INFINITY : version
}
