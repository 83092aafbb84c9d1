import { RefusedSearchError, UnreadableAnswerError } from './errors.ts'
import { membersAt, textOf } from './json-scan.ts'
import { parseSearch } from './parse-search.ts'

type ParseLimits = Parameters<typeof parseSearch>[1]

/**
 * Writes the search that counts: the caller's query, no hits, and all of them counted. Counting by a search has all the
 * guards of a search. Pure.
 *
 * @throws {InvalidBodyError} If the body is not a JSON object.
 * @throws {RefusedSearchError} If it has more than a query.
 */
export function countSearch(body: Uint8Array, limits: ParseLimits): Uint8Array {
  const { members } = parseSearch(body, limits)
  const other = Object.keys(members).find((name) => name !== 'query')
  if (other !== undefined) throw new RefusedSearchError(other, 'counting takes a query and nothing else')
  return new TextEncoder().encode(JSON.stringify({ ...members, size: 0, track_total_hits: true }))
}

/**
 * The answer to a count, in OpenSearch's form: `{"count":7,"_shards":{…}}`.
 *
 * @throws {UnreadableAnswerError} If `answer` is not the answer to a search.
 */
export function countAnswer(answer: Uint8Array): string {
  try {
    const members = membersAt(answer, 0)
    const [hits, shards] = [members.get('hits'), members.get('_shards')]
    const total = hits && membersAt(answer, hits.from).get('total')
    const value = total && membersAt(answer, total.from).get('value')
    if (value && shards) return `{"count":${textOf(answer, value)},"_shards":${textOf(answer, shards)}}`
  } catch (cause) {
    throw new UnreadableAnswerError('it has no total', { cause })
  }
  throw new UnreadableAnswerError('it has no total')
}
