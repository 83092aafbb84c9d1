import type { Searched } from './document-values.ts'
import type { FakeIndex } from './fake-index.ts'
import { type FakeRequest, type FakeResponse, Refusal } from './refusal.ts'
import { handle } from './routes.ts'
import type { Derive } from './search.ts'

export interface FakeCluster {
  /** What was asked that the fake does not know, and has thrown for: a test looks that there is nothing. */
  readonly unknown: readonly string[]
  /** Every index there is, by name. */
  readonly indexes: ReadonlyMap<string, FakeIndex>
  /** Carries one request out at once. */
  carryOut(request: FakeRequest): FakeResponse
  /** As `SearchCluster` of index-swapper: `before` is awaited first, and may wait, throw, or answer in place of it. */
  connect(before?: (request: FakeRequest) => Promise<FakeResponse | undefined> | undefined): FakeSearchCluster
}

/** What index-swapper calls `SearchCluster`. */
type FakeSearchCluster = (request: FakeRequest, options: { readonly signal: AbortSignal }) => Promise<FakeResponse>

/**
 * An OpenSearch in memory, for speed and for faults: as much of it as index-swapper and ingest use, one step a request.
 * What it does not know it refuses to do. `packages/index-swapper/test/cluster-contract.ts` holds it to the real one.
 *
 * @param options.now Milliseconds since 1970: default `Date.now`.
 * @param options.derive Runs the scripts of derived fields: default, there are none.
 */
export function createFakeCluster({
  now = Date.now,
  derive = noScripts,
}: {
  now?: () => number
  derive?: Derive
} = {}): FakeCluster {
  const indexes = new Map<string, FakeIndex>()
  const pointsInTime = new Map<string, readonly Searched[]>()
  const unknown: string[] = []

  function carryOut(request: FakeRequest): FakeResponse {
    try {
      return structuredClone(handle({ indexes, pointsInTime, derive }, request, now()))
    } catch (error) {
      if (error instanceof Refusal) return error.response
      unknown.push(`${request.method} ${request.path}: ${error instanceof Error ? error.message : String(error)}`)
      throw error
    }
  }

  return {
    indexes,
    unknown,
    carryOut,
    connect:
      (before) =>
      async (request, { signal }) => {
        signal.throwIfAborted()
        return (await before?.(request)) ?? carryOut(request)
      },
  }
}

function noScripts(script: string): never {
  throw new Error(`The fake cluster runs no scripts: give it \`derive\` for ${script}`)
}
