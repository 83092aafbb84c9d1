import type { FakeCluster } from './create-fake-cluster.ts'
import type { FakeIndex } from './fake-index.ts'
import type { FakeRequest, FakeResponse } from './refusal.ts'

export interface FenceWatch {
  /** Carries a request out; says so if it wrote anything that its writer may not write any more. */
  carryOut(request: FakeRequest): { readonly response: FakeResponse; readonly fault: string | undefined }
}

/**
 * Watches writers who write through aliases with a token in their names. A claim moves an index from one token to a
 * greater one; from then on nothing may be written with a smaller one to an index that readers see or may see. Where there
 * is no such index any more, tokens start anew.
 *
 * @param options.tokenOf The token in an alias's name, if it is one to write through.
 * @param options.isRole Whether an alias says that readers see an index, or may do so.
 */
export function watchFences(
  fake: FakeCluster,
  { tokenOf, isRole }: { tokenOf: (alias: string) => number | undefined; isRole: (alias: string) => boolean },
): FenceWatch {
  let claimed = 0
  const tokensOf = ({ aliases }: FakeIndex) => [...aliases.keys()].flatMap((alias) => tokenOf(alias) ?? [])
  const hasRole = ({ aliases }: FakeIndex) => [...aliases.keys()].some(isRole)
  return {
    carryOut(request) {
      const [path = ''] = request.path.split('?')
      if (![...fake.indexes.values()].some(hasRole)) claimed = 0
      if (path === '/_aliases') return { response: changeAliases(request), fault: undefined }
      const response = fake.carryOut(request)
      return {
        response,
        fault: path.endsWith('/_bulk') ? findFault(path, request.body as Uint8Array, response) : undefined,
      }
    },
  }

  function changeAliases(request: FakeRequest): FakeResponse {
    const before = new Map([...fake.indexes].map(([name, index]) => [name, tokensOf(index)]))
    const response = fake.carryOut(request)
    for (const [name, index] of fake.indexes) {
      const earlier = before.get(name) ?? []
      const given = earlier.length > 0 ? tokensOf(index).filter((token) => !earlier.includes(token)) : []
      claimed = Math.max(claimed, ...given)
    }
    return response
  }

  function findFault(path: string, body: Uint8Array, { body: answer }: FakeResponse): string | undefined {
    const ofAll = decodeURIComponent(path.split('/').at(-2) ?? '')
    const names = [
      ...Buffer.from(body)
        .toString()
        .matchAll(/^\{"(?:index|delete|update)":\{(?:"_index":"([^"]+)",)?"_id":/gm),
    ]
    const { items = [] } = answer as { items?: Record<string, { status: number; _index: string }>[] }
    for (const [at, item] of items.entries()) {
      const name = names[at]?.[1] ?? ofAll
      const token = tokenOf(name) ?? -1
      const { status = 0, _index: index = '' } = Object.values(item)[0] ?? {}
      const written = fake.indexes.get(index)
      if (status < 300 && token < claimed && written && hasRole(written))
        return `wrote through ${name}, though token ${claimed} was claimed`
    }
    return undefined
  }
}
