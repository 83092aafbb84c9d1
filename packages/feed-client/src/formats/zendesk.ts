import { describe, NotAPageError, TooManyItemsError } from '../page-errors.ts'
import { parseJsonPage } from '../parse-json-page.ts'
import type { FeedItem, ProcessedPage, RejectedItem, SourceFormat } from '../source-format.ts'
import { defaultMaxItems, idFault } from '../source-format.ts'

/**
 * Pages of Zendesk tickets, of which those that name a company become activities; the others are skipped.
 *
 * @example {"tickets": [{"id": 1, "created_at": "2024-01-01T00:00:00Z", "description": "Company number: 12345"}], "next_page": null}
 */
export const zendeskFormat: SourceFormat = {
  name: 'zendesk',
  processPage(body, context): ProcessedPage {
    const page = parseJsonPage(body, context).value
    const { tickets, next_page: next } = isObject(page) ? page : {}
    if (!Array.isArray(tickets))
      throw new NotAPageError(context.url, 'an object with an array "tickets"', describe(page))
    if (next !== undefined && next !== null && typeof next !== 'string') {
      throw new NotAPageError(context.url, '"next_page" to be a URL or null', describe(next))
    }
    const { maxItems = defaultMaxItems } = context
    if (tickets.length > maxItems) throw new TooManyItemsError(context.url, maxItems)
    const items: FeedItem[] = []
    const rejected: RejectedItem[] = []
    for (const [index, ticket] of tickets.entries()) {
      const read = readTicket(ticket)
      if (typeof read === 'string')
        rejected.push({ index, id: isObject(ticket) ? shownId(ticket.id) : undefined, reason: read })
      else if (read) items.push(read)
    }
    return { items, rejected, next: next || undefined }
  },
}

type Members = Readonly<Record<string, unknown>>

const companyNumberPattern = /Company number:\s*(\d+)/

/** @returns The item, why there is none, or undefined for a ticket that names no company. */
function readTicket(ticket: unknown): FeedItem | string | undefined {
  if (!isObject(ticket)) return `it is ${describe(ticket)}, not an object`
  const { description, created_at: published } = ticket
  const companyNumber = typeof description === 'string' ? companyNumberPattern.exec(description)?.[1] : undefined
  if (companyNumber === undefined) return undefined
  const ticketId = shownId(ticket.id)
  if (ticketId === undefined) return 'its "id" is neither a whole number nor a string'
  if (typeof published !== 'string' || Number.isNaN(Date.parse(published))) return 'its "created_at" is not a date'
  const object = { type: ['Document', 'dit:zendesk:Ticket'], id: `dit:zendesk:Ticket:${ticketId}` }
  const activity = {
    id: `${object.id}:Create`,
    type: 'Create',
    published,
    'dit:application': 'zendesk',
    actor: { type: ['Organization', 'dit:company'], 'dit:companiesHouseNumber': companyNumber },
    object,
  }
  return (
    idFault(activity.id) ?? {
      id: activity.id,
      type: activity.type,
      published,
      bytes: Buffer.from(JSON.stringify(activity)),
      object: { id: object.id, bytes: Buffer.from(JSON.stringify(object)) },
    }
  )
}

function shownId(id: unknown): string | undefined {
  if (typeof id === 'string' && id !== '') return id
  return Number.isSafeInteger(id) ? String(id) : undefined
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
