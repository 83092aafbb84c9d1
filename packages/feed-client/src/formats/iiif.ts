import { describe, NotAPageError } from '../page-errors.ts'
import { parseJsonPage } from '../parse-json-page.ts'
import type { ProcessedPage, SourceFormat } from '../source-format.ts'
import type { Members } from './read-activities.ts'
import { isCollection, isObject, readActivities, readLink } from './read-activities.ts'

const expected = 'an OrderedCollection with "last", or an OrderedCollectionPage with "orderedItems"'

/**
 * Pages of the IIIF Change Discovery API 1.0: an OrderedCollection whose `last` page leads by `prev` to the ones before
 * (`first` and `next` need not be there, so they are not relied on). The reader goes back to the first page, or to the
 * last one with a `Refresh`, which says that all that still counts is told again after it, and gives pages oldest first.
 *
 * Activities are given as they are, `Delete` and `Refresh` like any other. One without an `id` is given one in front of
 * its members: its object's id, `#`, its type, `-` and its `endTime`. `published` is its `endTime`.
 *
 * @see https://iiif.io/api/discovery/1.0/
 */
export const iiifFormat: SourceFormat = {
  name: 'iiif',
  walksBack: true,
  processPage(body, context): ProcessedPage {
    const page = parseJsonPage(body, context)
    const { value } = page
    if (!isObject(value)) throw new NotAPageError(context.url, expected, describe(value))
    const read = readActivities({ ...page, value }, context, { idOf, publishedOf: ({ endTime }) => endTime })
    const last = readLink(value.last, 'last', context)
    const first = readLink(value.first, 'first', context)
    if (!read) {
      if (last === undefined && first === undefined && value.totalItems !== 0) {
        throw new NotAPageError(context.url, expected, describe(value))
      }
      return { items: [], rejected: [], next: last === undefined ? first : undefined, previous: last }
    }
    const next = readLink(value.next, 'next', context)
    const previous = readLink(value.prev, 'prev', context) ?? (isCollection(value) ? last : undefined)
    return { ...read, next, previous: read.items.some(({ type }) => type === 'Refresh') ? undefined : previous }
  },
}

function idOf({ type, endTime, object }: Members): string | undefined {
  if (typeof type !== 'string') return undefined
  const about = isObject(object) && typeof object.id === 'string' ? object.id : ''
  return `${about}#${type}${typeof endTime === 'string' ? `-${endTime}` : ''}`
}
