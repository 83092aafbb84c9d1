import type { Fault } from './fault.ts'

/** One activity of the fixture. */
export interface Item {
  readonly number: number
  readonly id: string
  readonly published: string
  readonly isDeleted?: boolean
}

/** What a page of the fixture is made of. */
export interface Content {
  readonly items: readonly Item[]
  readonly self: string
  readonly seed: string
  readonly next: string | undefined
  readonly previous: string | undefined
  /** The page of the newest. */
  readonly current: string
  readonly isArchive: boolean
}

/** Renders the fixture's pages in every representation, or badly. */
export function createRenderings(faults: ReadonlySet<Fault>) {
  const context = !faults.has('no-context') && { '@context': 'https://www.w3.org/ns/activitystreams' }

  function activity({ id, number, published, isDeleted }: Item, index: number): object {
    if (isDeleted) {
      const more = faults.has('tombstone-with-data') ? { name: 'Café' } : { formerType: 'Document' }
      return {
        id,
        type: 'Delete',
        published,
        object: { id: objectId(number), type: 'Tombstone', deleted: published, ...more },
      }
    }
    return {
      id: faults.has('numeric-id') ? index : faults.has('id-twice') ? 't:same' : id,
      ...(!faults.has('untyped') && { type: 'Update' }),
      published: faults.has('published-yesterday') ? 'yesterday' : published,
      ...(!faults.has('objectless') && { object: { id: objectId(number), type: 'Document', name: 'Café' } }),
      ...(faults.has('bottomless-item') && { nested: JSON.parse(`${'['.repeat(600)}${']'.repeat(600)}`) }),
    }
  }

  return {
    plain(content: Content, list: string): string {
      const type = !faults.has('no-collection-type') && { type: 'Collection' }
      const time = faults.has('changes-closed') && { renderedAt: performance.now() }
      return JSON.stringify({ ...context, ...type, ...time, [list]: content.items.map(activity), next: content.next })
    },
    collection({ seed, current }: Content, first: string): string {
      const ends = faults.has('collection-without-first') ? {} : { first, last: current }
      return JSON.stringify({ ...context, id: seed, type: 'OrderedCollection', ...ends })
    },
    collectionPage({ items, self, seed, next }: Content): string {
      const orderedItems = items.slice(faults.has('collection-of-others') ? 1 : 0).map(activity)
      return JSON.stringify({ ...context, id: self, type: 'OrderedCollectionPage', partOf: seed, next, orderedItems })
    },
    atom(content: Content): string {
      const { items, self, seed, next, previous, current, isArchive } = content
      const link = (rel: string, href: string | undefined) =>
        href === undefined ? '' : `<link rel="${rel}" href="${href.replaceAll('&', '&amp;')}"/>`
      const archive = faults.has('archive-alone') ? '' : link('current', current)
      const entries = items.slice(faults.has('atom-without-one') ? 1 : 0).map((item, index) => {
        const json = JSON.stringify(activity(item, index)).replaceAll('&', '&amp;').replaceAll('<', '&lt;')
        const base64 = Buffer.from(json).toString('base64')
        return `<entry><id>${item.id}</id><title>${item.id}</title><updated>${item.published}</updated><content type="application/activity+json">${base64}</content></entry>`
      })
      return [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0">',
        `<id>${(faults.has('atom-many-ids') ? self : seed).replaceAll('&', '&amp;')}</id><title>Things</title>`,
        faults.has('atom-without-updated') ? '' : '<updated>2026-01-31T12:00:00Z</updated>',
        '<author><name>Things</name></author>',
        isArchive ? `<fh:archive/>${archive}${link('next-archive', next)}${link('prev-archive', previous)}` : '',
        link('self', self),
        isArchive ? '' : link('next', next),
        ...entries,
        faults.has('atom-not-xml') ? '' : '</feed>',
      ].join('\n')
    },
  }
}

export function objectId(number: number): string {
  return `t:object:${number}`
}
