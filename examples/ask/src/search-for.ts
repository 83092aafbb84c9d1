import type { SearchBody } from '@as/query-client'

const newestFirst = { sort: [{ published: 'desc' }], track_total_hits: true } as const

/**
 * What to send for what was typed: nothing asks for the newest activities, words for those whose object has all of
 * them in its name or content, and JSON is an OpenSearch search body, sent as it is.
 *
 * @throws {SyntaxError} If what starts like JSON is none.
 * @example searchFor(['Test', 'Object']) // { query: { bool: { should: [{ match: { 'object.name': … } }, …] } }, … }
 */
export function searchFor(words: readonly string[]): SearchBody {
  const typed = words.join(' ').trim()
  if (typed === '') return newestFirst
  if (typed.startsWith('{')) return parseBody(typed)
  const match = { query: typed, operator: 'and' } as const
  const should = [{ match: { 'object.name': match } }, { match: { 'object.content': match } }]
  return { query: { bool: { should, minimum_should_match: 1 } }, ...newestFirst }
}

function parseBody(json: string): SearchBody {
  try {
    return JSON.parse(json)
  } catch (cause) {
    const example = '\'{"query":{"term":{"type":"Create"}}}\''
    throw new SyntaxError(`Cannot read the search as JSON; quote it for your shell, for example ${example}.`, { cause })
  }
}
