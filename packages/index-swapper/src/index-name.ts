import { InvalidIndexNameError } from './errors.ts'

/**
 * The parts of `{alias}__feed_id_{family}__date_{YYYY-MM-DD}__timestamp_{unix}__batch_id_{batchId}__`, with `lenient__`
 * after it for a lenient index.
 */
export interface IndexName {
  /** What readers query: `activities`. */
  readonly alias: string
  /** What is swapped as one: a feed's id. */
  readonly family: string
  /** When the generation was opened, in whole seconds since 1970. */
  readonly openedAt: number
  /** Eight lower-case letters or digits, the same for all indexes of a generation. */
  readonly batchId: string
  /** Whether it takes what the mapping of the index beside it refuses. */
  readonly lenient: boolean
}

const pattern =
  /^(?<alias>[a-z0-9-]+)__feed_id_(?<family>.+)__date_\d{4}-\d\d-\d\d__timestamp_(?<openedAt>\d+)__batch_id_(?<batchId>[a-z0-9]{8})__(?<lenient>lenient__)?$/

/** @throws {InvalidIndexNameError} If OpenSearch would not take the name. */
export function formatIndexName({ alias, family, openedAt, batchId }: Omit<IndexName, 'lenient'>): string {
  const rule = familyFault(family)
  if (rule) throw new InvalidIndexNameError(family, rule)
  const date = new Date(openedAt * 1000).toISOString().slice(0, 10)
  return `${alias}__feed_id_${family}__date_${date}__timestamp_${openedAt}__batch_id_${batchId}__`
}

/** The parts of an index's name, or `undefined` for an index that is not ours. */
export function parseIndexName(name: string): IndexName | undefined {
  const groups = pattern.exec(name)?.groups
  if (!groups?.alias || !groups.family || !groups.batchId) return undefined
  const { alias, family, openedAt, batchId, lenient } = groups
  return { alias, family, openedAt: Number(openedAt), batchId, lenient: lenient !== undefined }
}

/** The name of the lenient index beside an index. */
export function lenientName(index: string): string {
  return `${index}lenient__`
}

/**
 * Why a family cannot be part of an index name, or `undefined` if it can: index names are lower-case, at most 255
 * bytes, without `\ / * ? " < > | , # :` and spaces.
 */
export function familyFault(family: string): string | undefined {
  if (family === '') return 'it is empty'
  if (family !== family.toLowerCase()) return 'index names are lower-case'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are among those refused
  if (/[\\/*?"<>|,#:\s\u0000-\u001f]/.test(family)) return 'index names hold no \\ / * ? " < > | , # : and no spaces'
  // 255 less the longest alias, the fixed parts and a write alias's token
  if (new TextEncoder().encode(family).length > 120) return 'it is longer than 120 bytes'
  return undefined
}

/**
 * The alias through which the holder of `token` writes to `index`: moved away, it takes the writer's power with it. An
 * alias may have a capital letter and an index may not, so no write through a missing one can make an index of its name,
 * not even a deletion, which knows no `require_alias` [I1].
 */
export function writeAlias(index: string, token: number): string {
  return `${index}W__${token}`
}

/** The index that a write alias is of. */
export function writtenIndex(alias: string): string {
  return alias.replace(/W__\d{1,15}$/, '')
}

/** What an index that readers do not see is: `filling` up, `kept` for a rollback, or `held` until somebody decides. */
export type IndexMark = 'filling' | 'kept' | 'held'

const marks: readonly IndexMark[] = ['filling', 'kept', 'held']

/** The hidden alias that marks an index, and since when it is marked: milliseconds since 1970. */
export function markAlias(alias: string, mark: IndexMark, since: number): string {
  return `${alias}__${mark}__${since}`
}

/** Since when an index is marked so, going by its aliases; `undefined` if it is not. */
export function markedSince(carried: readonly string[], mark: IndexMark): number | undefined {
  const times = carried.flatMap((alias) => new RegExp(`__${mark}__(\\d{1,15})$`).exec(alias)?.[1] ?? [])
  return times.length === 0 ? undefined : Math.max(...times.map(Number))
}

/** Whether an alias is a mark, of any kind. */
export function isMark(alias: string): boolean {
  return marks.some((mark) => markedSince([alias], mark) !== undefined)
}

/** The token in a write alias, or `undefined` for another alias. */
export function writeAliasToken(alias: string): number | undefined {
  const token = /__W__(\d{1,15})$/.exec(alias)?.[1]
  return token === undefined ? undefined : Number(token)
}
