import { RefusedSearchError } from './errors.ts'
import { parseSearch } from './parse-search.ts'
import type { RawHit } from './read-hits.ts'

type ParseLimits = Parameters<typeof parseSearch>[1]

/** What a deep reading may say: the rest pages, or answers something else than hits. */
const members = ['query', 'post_filter', '_source', 'sort', 'fields', 'docvalue_fields', 'stored_fields', 'highlight']

/** The content type of newline-delimited JSON. */
export const ndjsonType = 'application/x-ndjson; charset=utf-8'

/**
 * Checks the body of a deep reading. Pure.
 *
 * @returns It, as it is to be restricted.
 * @throws {InvalidBodyError} If it is not a JSON object.
 * @throws {RefusedSearchError} If it pages by itself, or wants more than hits.
 */
export function streamSearch(body: Uint8Array, limits: ParseLimits): Uint8Array {
  const { text, members: given } = parseSearch(body, limits)
  const other = Object.keys(given).find((name) => !members.includes(name))
  if (other !== undefined) {
    throw new RefusedSearchError(other, `reading a whole stream takes only ${members.join(', ')}`)
  }
  return new TextEncoder().encode(text)
}

/** A line a hit, as OpenSearch wrote it: `{"_index":…,"_id":…,"_source":{…},"sort":[…]}`. */
function linesOf(hits: readonly RawHit[]): Uint8Array {
  return Buffer.concat(hits.flatMap(({ bytes }) => [bytes, lineBreak]))
}

const lineBreak = Buffer.from('\n')

/**
 * Begins a stream of lines: its first page is read before, so that what fails at once is answered with a status.
 *
 * @throws What reading the first page throws.
 */
export async function streamLines(
  pages: AsyncGenerator<readonly RawHit[], void, undefined>,
): Promise<ReadableStream<Uint8Array>> {
  let next = await pages.next()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (next.done) return controller.close()
        controller.enqueue(linesOf(next.value))
        next = await pages.next()
      },
      async cancel() {
        await pages.return()
      },
    },
    { highWaterMark: 0 },
  )
}
