import { FakeIndex, type WriteResult } from './fake-index.ts'
import { type Indexes, resolveExpression } from './index-expression.ts'
import { mappingFault } from './mapping-fault.ts'
import { type FakeResponse, illegalArgument, noSuchIndex, Refusal } from './refusal.ts'

interface BulkAction {
  readonly type: 'index' | 'delete'
  readonly index: string
  readonly id: string
  readonly version: bigint | undefined
  /** Whether the version that is there already is too old. */
  readonly mustGrow: boolean
  readonly seqNo: number | undefined
  readonly requireAlias: boolean
  readonly source: Uint8Array | undefined
}

const MAX_ID_BYTES = 512

export interface BulkRequest {
  readonly body: Uint8Array
  readonly now: number
  /** What the request's path says for all actions that do not say it themselves. */
  readonly defaults: BulkDefaults
  /** Whether the indexes that something is written to are refreshed before the answer. */
  readonly refresh: boolean
}

interface BulkDefaults {
  readonly index?: string | undefined
  readonly requireAlias: boolean
}

/** Carries a `_bulk` request out: each item for itself, unless an id is too long for the whole. */
export function bulk(indexes: Indexes, { body, now, defaults, refresh }: BulkRequest): FakeResponse {
  const actions = readActions(Buffer.from(body), defaults)
  const tooLong = actions.find(({ id }) => Buffer.byteLength(id) > MAX_ID_BYTES)
  if (tooLong) {
    const reason = `Validation Failed: 1: id [${tooLong.id}] is too long, must be no longer than 512 bytes`
    throw new Refusal(400, 'action_request_validation_exception', reason)
  }
  const written = new Set<FakeIndex>()
  const items = actions.map((action) => ({ [action.type]: carryOut(indexes, action, { now, written }) }))
  if (refresh) for (const index of written) index.refresh()
  const errors = items.some((item) => Object.values(item).some(({ status }) => status >= 300))
  return { status: 200, body: { took: 0, errors, items } }
}

function carryOut(
  indexes: Indexes,
  action: BulkAction,
  { now, written }: { now: number; written: Set<FakeIndex> },
): { status: number } & Record<string, unknown> {
  const { type, id } = action
  try {
    if (id === '') throw illegalArgument('if _id is specified it must not be empty')
    const index = target(indexes, action)
    const { stored, existed } = write(index, action, now)
    written.add(index)
    const [status, result] = outcome(type, existed)
    return { _index: index.name, _id: id, _version: Number(stored.version), result, _seq_no: stored.seqNo, status }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { status, type: errorType, message: reason } = error
    return { _index: action.index, _id: id, status, error: { type: errorType, reason } }
  }
}

/** As the real one does, a write makes the index that is not there, unless it says that it is an alias. */
function target(indexes: Indexes, { index: name, type, requireAlias }: BulkAction): FakeIndex {
  if (requireAlias && (indexes.has(name) || !isAlias(indexes, name))) {
    const flag = `[require_alias] request flag is [true] and [${name}] is not an alias`
    throw new Refusal(404, 'index_not_found_exception', `no such index [${name}] and ${flag}`)
  }
  if (!indexes.has(name) && !isAlias(indexes, name)) {
    if (type === 'delete') throw noSuchIndex(name)
    indexes.set(name, new FakeIndex(name, {}))
  }
  const [index, ...others] = resolveExpression(indexes, encodeURIComponent(name))
  if (!index || others.length > 0) throw illegalArgument(`no write index is defined for alias [${name}]`)
  return index
}

function isAlias(indexes: Indexes, name: string): boolean {
  return [...indexes.values()].some(({ aliases }) => aliases.has(name))
}

function write(index: FakeIndex, { id, version, mustGrow, seqNo, source }: BulkAction, now: number): WriteResult {
  const fault = source && mappingFault(id, parse(source), index.mappings)
  if (fault) throw fault
  if (seqNo !== undefined) return index.writeAt(seqNo, id, source, now)
  return index.write({ id, version, mustGrow, source }, now)
}

function outcome(type: BulkAction['type'], existed: boolean): [number, string] {
  if (type === 'index') return existed ? [200, 'updated'] : [201, 'created']
  return existed ? [200, 'deleted'] : [404, 'not_found']
}

function readActions(body: Buffer, defaults: BulkDefaults): BulkAction[] {
  const lines = linesOf(body)
  const actions: BulkAction[] = []
  for (let line = lines.shift(); line; line = lines.shift()) {
    const [[type, action] = []] = Object.entries(parse(line) as Record<string, Record<string, unknown>>)
    if ((type !== 'index' && type !== 'delete') || !action) {
      throw new Error(`The fake cluster knows no bulk action "${type}"`)
    }
    // as text: it may be greater than a number can hold
    const version = /"version":(\d+)/.exec(line.toString())?.[1]
    actions.push({
      type,
      index: typeof action._index === 'string' ? action._index : (defaults.index ?? ''),
      id: String(action._id),
      version: version === undefined ? undefined : BigInt(version),
      mustGrow: action.version_type === 'external',
      seqNo: action.if_seq_no as number | undefined,
      // deletions know no such thing
      requireAlias: type === 'index' && (action.require_alias ?? defaults.requireAlias) === true,
      source: type === 'index' ? lines.shift() : undefined,
    })
  }
  return actions
}

/** @throws {Refusal} 400 where the last line does not end. */
function linesOf(body: Buffer): Buffer[] {
  const lines: Buffer[] = []
  for (let from = 0; from < body.length; ) {
    const end = body.indexOf('\n', from)
    if (end < 0) throw illegalArgument('The bulk request must be terminated by a newline [\\n]')
    lines.push(body.subarray(from, end))
    from = end + 1
  }
  return lines
}

function parse(line: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(line).toString())
  } catch {
    throw new Refusal(400, 'mapper_parsing_exception', 'failed to parse')
  }
}
