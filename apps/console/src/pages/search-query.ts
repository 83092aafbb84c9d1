/** What somebody searches for, as the page's address says it. */
export interface SearchAsked {
  readonly alias: 'activities' | 'objects'
  /** Words, or an id. */
  readonly text: string
  readonly feed: string | undefined
  /** `dit:Event`: of the activity or of its object. */
  readonly type: string | undefined
  /** What made it: `generator.name`. */
  readonly application: string | undefined
  /** Days, `2026-11-21`. */
  readonly from: string | undefined
  readonly to: string | undefined
  /** From 1. */
  readonly page: number
}

export const PAGE_SIZE = 10

/** OpenSearch shows no hit beyond its 10,000th this way. */
const MAX_PAGE = 10_000 / PAGE_SIZE

const MAX_TEXT = 500
const FACET_SIZE = 12

const day = /^\d{4}-\d\d-\d\d$/

/** Reads the page's address; what makes no sense in it is left out. Pure. */
export function readSearch(query: Readonly<Record<string, string | undefined>>): SearchAsked {
  const named = (name: string) => query[name]?.slice(0, MAX_TEXT) || undefined
  const dayOf = (name: string) =>
    day.test(query[name] ?? '') && !Number.isNaN(Date.parse(query[name] ?? '')) ? query[name] : undefined
  const page = /^\d{1,4}$/.test(query.page ?? '') ? Number(query.page) : 1
  return {
    alias: query.in === 'objects' ? 'objects' : 'activities',
    text: (query.q ?? '').trim().slice(0, MAX_TEXT),
    feed: named('feed'),
    type: named('type'),
    application: named('application'),
    from: dayOf('from'),
    to: dayOf('to'),
    page: Math.min(MAX_PAGE, Math.max(1, page)),
  }
}

/** The address of a page for such a search; what is not said is as it would be by itself. Pure. */
export function searchPath(asked: SearchAsked, change: Partial<SearchAsked> = {}): string {
  const { alias, text, feed, type, application, from, to, page } = { ...asked, page: 1, ...change }
  const said = {
    in: alias === 'objects' ? alias : '',
    q: text,
    feed,
    type,
    application,
    from,
    to,
    page: page > 1 ? page : '',
  }
  const parameters = new URLSearchParams(
    Object.entries(said).flatMap(([name, value]): [string, string][] =>
      value === undefined || value === '' ? [] : [[name, String(value)]],
    ),
  )
  return parameters.size === 0 ? '/search' : `/search?${parameters.toString()}`
}

/** Words are looked for in these, and a whole id in those. */
const fields = {
  activities: {
    words: ['object.name^2', 'object.content', 'object.keywords'],
    ids: ['id', 'object.id', 'actor.id', 'object.url', 'object.attributedTo.id'],
    types: ['type', 'object.type'],
    application: 'generator.name',
  },
  objects: {
    words: ['name^2', 'content', 'keywords'],
    ids: ['id', 'url', 'attributedTo.id'],
    types: ['type'],
    application: undefined,
  },
} as const

/** The body of the search, and where it is sent: also what is shown to be copied. Pure. */
export function searchBody(asked: SearchAsked): { readonly path: string; readonly body: object } {
  const { alias, text, feed, type, application, from, to, page } = asked
  const { words, ids, types, application: applicationField } = fields[alias]
  const filter = [
    ...(feed ? [{ term: { feed_unique_id: feed } }] : []),
    ...(type ? [anyOf(types.map((field) => ({ term: { [field]: type } })))] : []),
    ...(application && applicationField ? [{ term: { [applicationField]: application } }] : []),
    ...(from || to ? [{ range: { published: { ...(from && { gte: from }), ...(to && { lte: `${to}||/d` }) } } }] : []),
  ]
  const must = text
    ? [
        anyOf([
          { simple_query_string: { query: text, fields: words, default_operator: 'and', lenient: true } },
          ...ids.map((field) => ({ term: { [field]: text } })),
        ]),
      ]
    : []
  return {
    path: `/${alias}/_search`,
    body: {
      size: PAGE_SIZE,
      ...(page > 1 && { from: (page - 1) * PAGE_SIZE }),
      track_total_hits: true,
      version: true,
      timeout: '10s',
      query:
        must.length + filter.length === 0
          ? { match_all: {} }
          : { bool: { ...(must.length > 0 && { must }), ...(filter.length > 0 && { filter }) } },
      sort: text ? ['_score', { published: 'desc' }] : [{ published: 'desc' }],
      aggs: {
        ...Object.fromEntries(types.map((field) => [field, { terms: { field, size: FACET_SIZE } }])),
        ...(applicationField && { application: { terms: { field: applicationField, size: FACET_SIZE } } }),
        index: { terms: { field: '_index', size: 1_000 } },
        dates: { auto_date_histogram: { field: 'published', buckets: 48 } },
      },
    },
  }
}

function anyOf(clauses: readonly object[]): object {
  return clauses.length === 1 ? (clauses[0] ?? {}) : { bool: { should: clauses, minimum_should_match: 1 } }
}
