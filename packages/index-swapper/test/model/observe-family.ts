import { type FakeCluster, type FakeIndex, type FakeRequest, type FakeResponse, watchFences } from '@as/test-stack'
import { parseIndexName, writeAliasToken } from '../../src/index-name.ts'
import type { FamilyRecord } from './family-record.ts'

export interface FamilyObserver {
  /** Carries a request out, and looks whether it did anything that it must not. */
  carryOut(request: FakeRequest): FakeResponse
  /** Throws where readers see what they must not see. */
  check(): void
  /** Generations that were live before, the last first: those that are still there, by their batch. */
  readonly earlier: readonly string[]
}

/**
 * Watches everything that happens to one family's indexes, and everything that a reader could see of it at any moment.
 *
 * @throws {Error} From `check()`, naming the invariant of SPEC.md that does not hold.
 */
export function observeFamily(
  fake: FakeCluster,
  { aliases, record, keep }: { aliases: readonly string[]; record: FamilyRecord; keep: number },
): FamilyObserver {
  const faults: string[] = []
  const fences = watchFences(fake, {
    tokenOf: writeAliasToken,
    isRole: (alias) => aliases.includes(alias) || /__(kept|held)__\d+$/.test(alias),
  })
  let live: string | undefined
  let earlier: string[] = []

  const observer: FamilyObserver = {
    get earlier() {
      return earlier
    },
    carryOut(request) {
      const before = new Map([...fake.indexes].map(([name, { aliases: carried }]) => [name, [...carried.keys()]]))
      const { response, fault } = fences.carryOut(request)
      if (fault) faults.push(`[I3] a writer ${fault}`)
      for (const name of before.keys()) if (!fake.indexes.has(name)) judgeDeletion(name, before)
      for (const name of fake.indexes.keys()) if (!before.has(name)) judgeCreation(name)
      judgeHeld(before)
      judgeView()
      return response
    },
    check() {
      const [fault] = [...fake.unknown, ...faults]
      if (fault) throw new Error(fault)
    },
  }
  return observer

  function judgeView(): void {
    const batches = aliases.map((alias) =>
      batchesOf([...fake.indexes.values()].filter((index) => isLive(index, alias))),
    )
    const [first = [], ...others] = batches
    if (batches.some((seen) => seen.length > 1))
      faults.push(`[I2] several generations are live: ${batches.join(' | ')}`)
    if (others.some((seen) => seen.join() !== first.join())) faults.push(`[I1] seen in part: ${batches.join(' | ')}`)
    const [now] = first
    if (live !== undefined && now === undefined) faults.push(`[I2] readers see nothing, where they saw ${live}`)
    if (live !== undefined && now !== live) earlier = [live, ...earlier.filter((batch) => batch !== live)]
    live = now ?? live
    for (const alias of aliases) judgeAlias([...fake.indexes.values()].filter((index) => isLive(index, alias)))
  }

  /** What readers see of one alias. */
  function judgeAlias(indexes: readonly FakeIndex[]): void {
    const found = indexes.flatMap(({ searchable }) => [...searchable.keys()])
    const doubled = found.filter((id, at) => found.indexOf(id) !== at)
    if (doubled.length > 0) faults.push(`[I10] ${doubled.join(', ')} can be found twice`)
    for (const { name, unsafeWrites, settings } of indexes) {
      const missing = [...(record.promised.get(name) ?? [])].filter((id) => !found.includes(id))
      if (missing.length > 0) faults.push(`[I8] ${missing.join(', ')} cannot be found beside ${name}, which is live`)
      if (unsafeWrites > 0) faults.push(`[I1] ${name} is live, and ${unsafeWrites} writes are unsafe`)
      if (settings.refresh_interval === '-1') faults.push(`[I1] ${name} is live and does not refresh`)
    }
  }

  /** What was held last stays so until it is live, until somebody has decided, or until another is held after it. */
  function judgeHeld(before: ReadonlyMap<string, readonly string[]>): void {
    const held = lastHeld(before)
    for (const [name, carried] of before) {
      if (parseIndexName(name)?.batchId !== held || !carried.some(isHeld) || record.decided.has(name)) continue
      const now = [...(fake.indexes.get(name)?.aliases.keys() ?? [])]
      const stays = now.some((alias) => isHeld(alias) || aliases.includes(alias))
      if (!stays) faults.push(`[I7] ${name} was held, and is no more`)
    }
  }

  function judgeDeletion(name: string, before: ReadonlyMap<string, readonly string[]>): void {
    const parts = parseIndexName(name)
    if (!parts || !aliases.includes(parts.alias)) {
      faults.push(`[I5] ${name} was deleted, which is not ours`)
      return
    }
    const carried = before.get(name) ?? []
    if (carried.includes(parts.alias)) faults.push(`[I1] ${name} was deleted while readers saw it`)
    const rank = earlier.filter((batch) => batch !== live).indexOf(parts.batchId)
    if (rank >= 0 && rank < keep) faults.push(`[I6] ${name} was deleted, though it was number ${rank} of ${keep} kept`)
  }

  function judgeCreation(name: string): void {
    const meta = fake.indexes.get(name)?.mappings._meta as { made_by?: string } | undefined
    if (meta?.made_by !== '@as/index-swapper') faults.push(`[I1] ${name} was made by a write`)
  }
}

function isLive({ name, aliases }: FakeIndex, alias: string): boolean {
  return aliases.has(alias) && parseIndexName(name) !== undefined
}

function batchesOf(indexes: readonly FakeIndex[]): string[] {
  return [...new Set(indexes.map(({ name }) => parseIndexName(name)?.batchId ?? name))]
}

function isHeld(alias: string): boolean {
  return /__held__\d+$/.test(alias)
}

/** The batch that was held last and is not live. */
function lastHeld(table: ReadonlyMap<string, readonly string[]>): string | undefined {
  const marks = [...table].flatMap(([name, carried]) => {
    const { alias = '', batchId = '' } = parseIndexName(name) ?? {}
    const since = carried.flatMap((one) => /__held__(\d+)$/.exec(one)?.[1] ?? [])
    return carried.includes(alias) ? [] : since.map((time) => ({ batchId, since: Number(time) }))
  })
  return marks.sort((a, b) => b.since - a.since)[0]?.batchId
}
