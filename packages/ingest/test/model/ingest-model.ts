import type { PageRequester } from '@as/feed-client'
import { ClusterUnreachableError, type SearchCluster } from '@as/index-swapper'
import { createFakeCluster, createWorld, type Deed, type FakeRequest, type Instance, live } from '@as/test-stack'
import { defaultGuardLimits, type Feed, type FeedState, ingestFeeds, type TailPlace } from '../../src/index.ts'
import { type LeaseTable, modelLeases } from './model-leases.ts'
import { createModelSource, type SourceChange, type View } from './model-source.ts'
import { observeReaders } from './observe-readers.ts'

/** Who ingests, what the source does meanwhile, and what befalls them. */
export interface IngestScenario {
  readonly instances: readonly { readonly skewMs: number; readonly hasLeases: boolean }[]
  readonly changes: readonly (SourceChange & { readonly afterMs: number })[]
  readonly deeds: readonly Deed[]
}

const LEASE_TTL_MS = 15_000
const family = 'model'
const { signal: never } = new AbortController()

/**
 * Lets instances live through a scenario, then leaves them in peace until good passes are over.
 *
 * @throws {Error} Saying what a reader saw that he must not see, and what happened until then.
 */
export async function ingestThrough({ instances, changes, deeds }: IngestScenario): Promise<void> {
  const world = createWorld()
  const fake = createFakeCluster({ now: () => world.now, derive: idsOfObjects })
  const source = createModelSource('https://source.example/feed')
  const observer = observeReaders(fake, source)
  const leases: LeaseTable = new Map()
  const tails = new Map<string, TailPlace>()
  let crash: { error: unknown } | undefined
  let isAtPeace = false
  let goodPasses = 0
  for (let first = 0; first < 5; first += 1) source.change({ type: 'add' })

  const start = (name: string, { skewMs, hasLeases }: IngestScenario['instances'][number]) => {
    const instance = world.start(name, { skewMs })
    // passes that began before the peace do not count
    let startedAtPeace = false
    const running = ingestFeeds({
      feeds: [feedOf(instance)],
      cluster: clusterOf(instance),
      signal: never,
      state: stateOf(instance),
      ...(hasLeases && {
        leases: modelLeases(leases, {
          holder: name,
          ttlMs: LEASE_TTL_MS,
          pollMs: 1_000,
          sleep: instance.sleep,
          now: () => world.now,
          ask: (what, carryOut) => instance.request(`lease: ${what}`, carryOut),
        }),
      }),
      onEvent(event) {
        if (event.type === 'started' && event.ingest === 'full') startedAtPeace = isAtPeace
        if (event.type === 'succeeded' && event.ingest === 'full' && startedAtPeace) goodPasses += 1
      },
      clock: { now: instance.now, sleep: instance.sleep },
      replicas: 0,
      retireAfterMs: 1_000,
      measureIntervalMs: 3_600_000,
    })
    running.catch((error: unknown) => {
      crash = { error }
    })
  }

  const feedOf = (instance: Instance): Feed => {
    let asking = 0
    const requestPage: PageRequester = async (url, { signal }) => {
      asking += 1
      if (asking > 1) crash = { error: new Error(`${instance.name} has ${asking} requests to the source in flight`) }
      const answered = instance.request(`GET ${url}`, () => source.page(url), signal)
      const body = await answered.finally(() => {
        asking -= 1
      })
      return {
        status: 'ok',
        url,
        body,
        etag: undefined,
        contentType: 'application/json',
        preferenceApplied: undefined,
        fetchMs: 0,
      }
    }
    return {
      id: family,
      seed: source.seed,
      format: source.format,
      requestPage,
      passIntervalMs: 4_000,
      pageIntervalMs: 0,
      tailIntervalMs: 1_000,
      retryIntervalsMs: [500, 1_000],
      forgetDeleted: true,
      guard: defaultGuardLimits,
      graceMs: 60_000,
    }
  }

  const clusterOf =
    (instance: Instance): SearchCluster =>
    async (request, { signal }) =>
      await instance.request(describe(request), () => observer.carryOut(instance.name, request), signal)

  const stateOf = (instance: Instance): FeedState => ({
    saveFeeds: () => instance.request('state: save the feeds', () => undefined),
    loadTail: ({ id }) => instance.request('state: load the tail', () => tails.get(id)),
    async saveTail({ id }, place) {
      await instance.request('state: save the tail', () => tails.set(id, place))
    },
    loadPaused: () => instance.request('state: load whether it is paused', () => false),
    savePaused: () => instance.request('state: save whether it is paused', () => undefined),
    markGreen: () => instance.request('state: mark green', () => undefined),
  })

  const failure = ({ what }: { what: string }) =>
    new ClusterUnreachableError({ method: 'GET', path: what }, 'the model says so')
  const check = () => {
    observer.check()
    if (crash) throw crash.error
  }

  for (const [n, options] of instances.entries()) start(`instance ${n + 1}`, options)
  const writing = world.start('source')
  const changing = (async () => {
    for (const { afterMs, ...change } of changes) {
      await writing.sleep(afterMs, never)
      await writing.request(change.type, () => source.change(change))
    }
    await writing.sleep(1, never)
  })()
  let areChangesOver = false
  void changing.then(() => {
    areChangesOver = true
  })

  let left = deeds.length
  const counted = (function* () {
    for (const deed of deeds) {
      left -= 1
      yield deed
    }
  })()
  const mayFail = ({ name }: Instance) => name !== 'source'
  await live(world, { deeds: counted, failure, check, isOver: () => left === 0 && areChangesOver, mayFail })

  isAtPeace = true
  start('the last', { skewMs: 0, hasLeases: true })
  const isPausedForAWhile = ({ state, wakesAt }: Instance) => state === 'paused' && wakesAt() !== undefined
  const isOver = () => goodPasses >= 2 && !world.instances.some(isPausedForAWhile)
  const peace = await live(world, { deeds: [], failure, check, isOver })
  if (!peace.isOver) throw new Error('Nobody ingests any more')
  const expected = source.expected()
  compare('activities', expected.activities, observer.visible('activities'))
  compare('objects', expected.objects, observer.visible('objects'))
  for (const instance of world.instances) instance.crash()
}

/** What the script of forget-objects.ts does. */
function idsOfObjects(_script: string, source: unknown): string[] {
  return [(source as { object?: unknown }).object].flat().flatMap((about) => {
    const id = typeof about === 'string' ? about : (about as { id?: unknown } | undefined)?.id
    return typeof id === 'string' ? [id] : []
  })
}

function compare(alias: string, expected: View, visible: View): void {
  const text = (view: View) =>
    JSON.stringify([...view].sort(([a], [b]) => (a < b ? -1 : 1)).map((pair) => pair.join(' ')))
  if (text(expected) === text(visible)) return
  throw new Error(`In ${alias} readers see ${text(visible)}; the source has ${text(expected)}`)
}

function describe({ method, path }: FakeRequest): string {
  return `${method} ${decodeURIComponent(path).replace(/__date_[^,/?]*__batch_id_/g, '…')}`
}
