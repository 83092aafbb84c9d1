import { describe, NotAPageError } from '../page-errors.ts'
import type { JsonPage } from '../parse-json-page.ts'
import { parseJsonPage } from '../parse-json-page.ts'
import type { PageContext, ProcessedPage, SourceFormat } from '../source-format.ts'
import type { Members } from './read-activities.ts'
import { expectedPage, isCollection, isObject, readActivities, readLink } from './read-activities.ts'

/**
 * Pages of W3C Activity Streams 2.0: an object with `orderedItems` (or `items`) and, but for the last page, `next`, as
 * a URL or as an object with `href` or `id`. A collection without items of its own leads to its `first` page, which may
 * also be embedded.
 *
 * @example {"orderedItems": [{"id": "a:1:Create", "type": "Create", "object": {"id": "a:1"}}], "next": "https://…/2"}
 * @see https://www.w3.org/TR/activitystreams-core/#collections
 */
export const as2Format: SourceFormat = {
  name: 'as2',
  processPage: (body, context) => readPage(parseJsonPage(body, context), context, true),
}

function readPage(page: JsonPage, context: PageContext, mayEmbed: boolean): ProcessedPage {
  const { value } = page
  if (!isObject(value)) throw new NotAPageError(context.url, expectedPage, describe(value))
  const read = readActivities({ ...page, value }, context)
  const next = readLink(value.next, 'next', context)
  const isEmpty = !read || (read.items.length === 0 && read.rejected.length === 0)
  // an empty last page, which may name the first one, too, is where the feed ends
  if (read && !(isEmpty && next === undefined && mayEmbed && isCollection(value))) return { ...read, next }
  return readCollection(page, value, context, mayEmbed)
}

/** A collection without items: its `first` page comes next, or lies within. */
function readCollection(page: JsonPage, value: Members, context: PageContext, mayEmbed: boolean): ProcessedPage {
  const { first } = value
  const embedded = isObject(first) && (first.orderedItems !== undefined || first.items !== undefined)
  if (mayEmbed && embedded && page.ranges.first) {
    const { start, end } = page.ranges.first
    return readPage(parseJsonPage(page.bytes.subarray(start, end), context), context, false)
  }
  const next = mayEmbed ? readLink(first, 'first', context) : undefined
  // AS2 lets an empty collection leave its items out
  const isEmpty = isCollection(value) && (value.totalItems === 0 || Array.isArray(value.orderedItems ?? value.items))
  if (next === undefined && !isEmpty) throw new NotAPageError(context.url, expectedPage, describe(value))
  return { items: [], rejected: [], next }
}
