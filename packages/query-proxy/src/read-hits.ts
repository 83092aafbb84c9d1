import { UnreadableAnswerError } from './errors.ts'
import { elementsAt, type JsonRange, membersAt, textOf } from './json-scan.ts'

/** One hit of a search answer, as OpenSearch wrote it. */
export interface RawHit {
  /** The whole hit, on one line. */
  readonly bytes: Uint8Array
  /** The document, byte for byte, on one line; `undefined` when the search left it out. */
  readonly source: Uint8Array | undefined
  readonly index: string
  /** JSON text of its sort values; no number is rounded. `undefined` when nothing was sorted. */
  readonly sort: string | undefined
}

/**
 * Finds the hits of a search answer without parsing the documents in it.
 *
 * @throws {UnreadableAnswerError} If it is not the answer to a search.
 */
export function readHits(answer: Uint8Array): RawHit[] {
  try {
    const outer = rangeOf(membersAt(answer, 0), 'hits')
    const inner = rangeOf(membersAt(answer, outer.from), 'hits')
    return elementsAt(answer, inner.from).map((range) => {
      const members = membersAt(answer, range.from)
      const source = members.get('_source')
      const sort = members.get('sort')
      const index = members.get('_index')
      return {
        bytes: lineOf(answer, range),
        source: source && lineOf(answer, source),
        index: index ? (JSON.parse(textOf(answer, index)) as string) : '',
        sort: sort && textOf(answer, sort),
      }
    })
  } catch (cause) {
    throw new UnreadableAnswerError('it has no hits', { cause })
  }
}

function rangeOf(members: ReadonlyMap<string, JsonRange>, name: string): JsonRange {
  const range = members.get(name)
  if (!range) throw new SyntaxError(`Cannot read JSON: there is no member "${name}"`)
  return range
}

/** A line break cannot stand inside a JSON string, so that each one stands between tokens, where a space says the same. */
function lineOf(bytes: Uint8Array, { from, to }: JsonRange): Uint8Array {
  const part = bytes.subarray(from, to)
  if (!part.includes(0x0a) && !part.includes(0x0d)) return part
  return part.map((byte) => (byte === 0x0a || byte === 0x0d ? 0x20 : byte))
}
