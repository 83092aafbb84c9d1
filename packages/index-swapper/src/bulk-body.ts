import type { BodyMemory } from './body-memory.ts'
import type { BulkAction, BulkBody } from './bulk-action.ts'

/** Writes a body for actions of any kind into memory of its own. Whoever sends it says `require_alias` in its path. */
export function writeBulkBody(actions: readonly BulkAction[], memory: BodyMemory): BulkBody {
  const alias = commonAlias(actions)
  const body = memory.take(actions.reduce((room, action) => room + roomFor(action), 0))
  let at = 0
  for (const action of actions) at = writeAction(body, at, action, alias)
  return { bytes: body.subarray(0, at), alias }
}

/** The path of the request that has this body. */
export function bulkPath({ alias }: BulkBody): string {
  // where it has not to be said of each document, the cluster takes less time for all
  return alias === undefined ? '/_bulk' : `/${encodeURIComponent(alias)}/_bulk`
}

function commonAlias([first, ...others]: readonly BulkAction[]): string | undefined {
  return others.every(({ alias }) => alias === first?.alias) ? first?.alias : undefined
}

/**
 * Writes one action: it needs {@link roomFor} it.
 *
 * @param inPath Left out where the action is for it.
 * @returns Where the next one begins.
 */
export function writeAction(body: Buffer, at: number, action: BulkAction, inPath: string | undefined): number {
  const { alias, id, version, source } = action
  const index = alias === inPath ? '' : `"_index":${JSON.stringify(alias)},`
  const meta = `${index}"_id":${JSON.stringify(id)},"version":${version},"version_type":"external_gte"`
  let end = at + body.write(`{"${source ? 'index' : 'delete'}":{${meta}}}\n`, at)
  if (!source) return end
  body.set(source, end)
  end += source.length
  body[end] = NEWLINE
  return end + 1
}

/** At least as many bytes as an action takes. */
export function roomFor({ alias, id, source }: BulkAction): number {
  return MAX_CHARACTER_BYTES * (alias.length + id.length) + (source?.length ?? 0) + OTHER_BYTES
}

const NEWLINE = 0x0a

/** A character takes six bytes as `\u0000`, at most three as UTF-8. */
const MAX_CHARACTER_BYTES = 6

/** What an action has beside index and id, with the version's 19 digits and both line breaks. */
const OTHER_BYTES = 120
