import { parseIndexName } from '@as/index-swapper'
import { type FakeCluster, type FakeIndex, type FakeRequest, type FakeResponse, watchFences } from '@as/test-stack'
import { type ModelSource, type View, versionOf } from './model-source.ts'

export interface ReaderObserver {
  /** Carries a request of an instance out, and looks whether the instance may still do such a thing. */
  carryOut(instance: string, request: FakeRequest): FakeResponse
  /** @throws {Error} Where a reader sees, or has seen, what must never be seen. */
  check(): void
  /** What a reader sees now. */
  visible(alias: string): View
}

const aliases = ['activities', 'objects'] as const

/** A reader who looks after every step, and remembers. */
export function observeReaders(fake: FakeCluster, source: ModelSource): ReaderObserver {
  const faults: string[] = []
  const seen = new Map(aliases.map((alias) => [alias as string, new Map<string, number>()]))
  // lenient indexes in which a claim looks for what a writer that died left in both
  const searched = new Set<string>()
  /** Who has changed aliases last. */
  let holder: string | undefined

  const fences = watchFences(fake, {
    tokenOf,
    isRole: (alias) => seen.has(alias) || /__(kept|held)__\d+$/.test(alias),
  })

  const observer: ReaderObserver = {
    carryOut(instance, request) {
      const before = new Set(fake.indexes.values())
      const { response, fault } = fences.carryOut(request)
      if (fault) faults.push(`${instance} ${fault}`)
      for (const index of before) {
        if (!fake.indexes.has(index.name) && isLive(index))
          faults.push(`${instance} deleted ${index.name}, which is live`)
      }
      if (request.path === '/_aliases' && response.status === 200) holder = instance
      noteRefresh(instance, request)
      // neither changes what a reader finds
      if (!/_(search|bulk|count|alias|mapping)\b/.test(request.path)) look()
      return response
    },
    check() {
      const [fault] = [...fake.unknown, ...faults]
      if (fault) throw new Error(fault)
    },
    visible(alias) {
      const found = new Map<string, number>()
      for (const index of fake.indexes.values()) {
        if (!index.aliases.has(alias)) continue
        for (const { id, source: bytes } of index.searchable.values()) {
          const before = found.get(id)
          if (before !== undefined && !isSearched(index)) faults.push(`${id} is visible twice in ${alias}`)
          const version = versionOf(JSON.parse(Buffer.from(bytes ?? '{}').toString()))
          found.set(id, Math.max(version, before ?? 0))
        }
      }
      return found
    },
  }
  return observer

  /**
   * Where a writer dies between two requests a refresh shows both documents, until the next claim: it refreshes an index
   * with the lenient one beside it, and has removed the older one by the holder's next refresh of another kind [I10].
   */
  function noteRefresh(instance: string, { path }: FakeRequest): void {
    if (!path.endsWith('/_refresh')) return
    const names = decodeURIComponent(path.slice(1, -'/_refresh'.length)).split(',')
    const [name = '', beside, ...others] = names
    const isSearch = beside === besideOf(name) && others.length === 0
    for (const one of names) {
      if (isSearch || instance !== holder) searched.add(besideOf(one))
      else searched.delete(besideOf(one))
    }
  }

  function isSearched({ name }: FakeIndex): boolean {
    return searched.has(name) || searched.has(besideOf(name))
  }

  function look(): void {
    for (const [alias, before] of seen) {
      const now = observer.visible(alias)
      for (const [id, version] of before) {
        const is = now.get(id)
        if (is === undefined && !source.gone.has(id)) faults.push(`${id} was visible in ${alias}, and is no more`)
        if (is !== undefined && is < version) faults.push(`${id} stepped back in ${alias} from ${version} to ${is}`)
        if (is === undefined) before.delete(id)
      }
      for (const [id, version] of now) before.set(id, version)
    }
  }
}

/** The lenient index beside an index. */
function besideOf(name: string): string {
  return `${name}lenient__`
}

function isLive({ name, aliases: carried }: FakeIndex): boolean {
  return carried.has(parseIndexName(name)?.alias ?? '')
}

function tokenOf(alias: string): number | undefined {
  const token = /__w__(\d+)$/i.exec(alias)?.[1]
  return token === undefined ? undefined : Number(token)
}
