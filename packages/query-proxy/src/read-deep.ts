import { DeepReadError, UnreadableAnswerError } from './errors.ts'
import { parseExactly } from './exact-json.ts'
import type { SearchPits } from './forward-search.ts'
import { isObject } from './json-object.ts'
import { type RawHit, readHits } from './read-hits.ts'
import { wholeBody } from './whole-body.ts'

export interface DeepReading {
  readonly pits: SearchPits
  readonly alias: string
  /** A search that is within the caller's permission, without paging; its `sort` need not tell all hits apart. */
  readonly search: Readonly<Record<string, unknown>>
  readonly signal: AbortSignal
  readonly keepAliveSeconds?: number
  /** Called once, when nothing is read any more. */
  readonly onEnd?: () => void
  /** Longest answer to one page. */
  readonly maxPageBytes?: number
}

/** How many bytes a page should have: enough that asking costs little, few enough to hold. */
const GOOD_PAGE_BYTES = 1_048_576
const FIRST_SIZE = 200
const LARGEST_SIZE = 5_000

/** What tells any two hits apart: the same `id` may be in the indexes of two feeds. */
const tiebreakers = [{ id: { order: 'asc', unmapped_type: 'keyword' } }, { _index: { order: 'asc' } }]

/**
 * Reads every hit of a search, page by page, as the alias was when the first page was read. Where OpenSearch gives that
 * moment up (indexes that were replaced since are deleted at last), reading goes on in what is there now, from the same
 * place in the same order: complete all the same, with documents as they were then or are now.
 *
 * @throws {DeepReadError} If OpenSearch answers a page with an error: its status and body.
 */
export async function* readDeep(reading: DeepReading): AsyncGenerator<readonly RawHit[], void, undefined> {
  const { pits, alias, search, signal, onEnd } = reading
  const { keepAliveSeconds = 120, maxPageBytes = 64 * 1_048_576 } = reading
  const sort = [search.sort ?? [], tiebreakers].flat()
  let pit = await openPit()
  let after: unknown
  let size = FIRST_SIZE
  let isReopened = false
  try {
    while (true) {
      const answer = await pits.search({ body: pageBody(), signal })
      if (answer.status === 404 && !isReopened) {
        await wholeBody(answer, maxPageBytes)
        pit = await openPit()
        isReopened = true
        continue
      }
      if (answer.status !== 200) throw new DeepReadError(answer)
      isReopened = false
      const bytes = await wholeBody(answer, maxPageBytes)
      const hits = readHits(bytes)
      const last = hits.at(-1)
      if (!last) return
      if (last.sort === undefined) throw new UnreadableAnswerError('its hits are not sorted')
      yield hits
      after = parseExactly(last.sort)
      const fitting = Math.floor((GOOD_PAGE_BYTES / bytes.byteLength) * hits.length)
      size = Math.max(1, Math.min(fitting, size * 4, LARGEST_SIZE))
    }
  } finally {
    // the caller may be gone, and with them their signal; OpenSearch forgets it by itself in the end
    await pits.close({ id: pit, signal: AbortSignal.timeout(5_000) }).catch(() => undefined)
    onEnd?.()
  }

  function pageBody(): string {
    const place = after === undefined ? {} : { search_after: after }
    const held = { pit: { id: pit, keep_alive: `${keepAliveSeconds}s` } }
    return JSON.stringify({ ...search, sort, size, track_total_hits: false, ...place, ...held })
  }

  async function openPit(): Promise<string> {
    const answer = await pits.open({ alias, keepAliveSeconds, signal })
    if (answer.status !== 200) throw new DeepReadError(answer)
    const opened = parseExactly(Buffer.from(await wholeBody(answer, 1_048_576)).toString())
    if (isObject(opened) && typeof opened.pit_id === 'string') return opened.pit_id
    throw new UnreadableAnswerError('it has no pit_id')
  }
}
