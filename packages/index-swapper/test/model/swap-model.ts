import { createFakeCluster, createWorld, type Deed, type FakeRequest, type Instance, live } from '@as/test-stack'
import fc from 'fast-check'
import type { SearchCluster } from '../../src/cluster.ts'
import { ClusterUnreachableError } from '../../src/errors.ts'
import { parseIndexName, writeAliasToken } from '../../src/index-name.ts'
import { createFamilyRecord } from './family-record.ts'
import { observeFamily } from './observe-family.ts'
import { runWriter, type Task, tasks } from './writer.ts'

/** Who does what, and what befalls them. */
export interface Scenario {
  readonly writers: readonly { readonly tasks: readonly Task[]; readonly skewMs: number }[]
  readonly deeds: readonly Deed[]
  readonly keep: number
}

const aliases = ['activities', 'objects']
const family = 'model'
const foreign = [
  'activities__feed_id_model__copy',
  'activities__feed_id_other__date_2023-11-14__timestamp_1__batch_id_abcd1234__',
]

const anyDeed: fc.Arbitrary<Deed> = fc.record({
  pick: fc.nat({ max: 7 }),
  what: fc.oneof(
    { weight: 80, arbitrary: fc.constant('answer' as const) },
    { weight: 4, arbitrary: fc.constantFrom('refuse' as const, 'lose-answer' as const) },
    { weight: 8, arbitrary: fc.constant('pause' as const) },
    { weight: 2, arbitrary: fc.constantFrom('pause-for-ever' as const, 'crash' as const) },
    { weight: 2, arbitrary: fc.constant('let-time-pass' as const) },
  ),
  arrives: fc.boolean(),
  ms: fc.nat({ max: 60 }),
})

export const anyScenario: fc.Arbitrary<Scenario> = fc.record({
  writers: fc.array(
    fc.record({
      tasks: fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant('publish' as const) }, fc.constantFrom(...tasks)), {
        minLength: 1,
        maxLength: 5,
        size: 'max',
      }),
      skewMs: fc.constantFrom(0, 0, 300_000, -300_000),
    }),
    { minLength: 1, maxLength: 4, size: 'max' },
  ),
  deeds: fc.array(anyDeed, { maxLength: 150, size: 'max' }),
  keep: fc.constantFrom(1, 2),
})

/**
 * Lets writers live through a scenario, and one more claim and swap after it in which nothing fails.
 *
 * @returns In how many steps.
 * @throws {Error} Naming the invariant that did not hold, and what happened until then.
 */
export async function liveThrough({ writers, deeds, keep }: Scenario): Promise<number> {
  const world = createWorld()
  const fake = createFakeCluster({ now: () => world.now })
  const record = createFamilyRecord()
  const observer = observeFamily(fake, { aliases, record, keep })
  for (const index of foreign) fake.carryOut({ method: 'PUT', path: `/${index}`, body: {} })
  let names = 0
  const nextName = () => {
    names += 1
    return `g${String(names).padStart(7, '0')}`
  }
  let chance = 0
  const random = () => {
    chance = (chance + 0.618) % 1
    return chance
  }
  let crash: { error: unknown } | undefined
  const check = () => {
    observer.check()
    if (crash) throw crash.error
  }
  const connect =
    (instance: Instance): SearchCluster =>
    async (request, { signal }) =>
      await instance.request(describe(request), () => observer.carryOut(request), signal)
  const failure = ({ what }: { what: string }) =>
    new ClusterUnreachableError({ method: 'GET', path: what }, 'the model says so')
  const start = (name: string, list: readonly Task[], skewMs: number) => {
    const instance = world.start(name, { skewMs })
    let isDone = false
    runWriter(
      {
        cluster: connect(instance),
        instance,
        record,

        family,
        aliases,
        keep,
        nextName,
        random,
      },
      list,
    )
      .catch((error: unknown) => {
        crash = { error }
      })
      .finally(() => {
        isDone = true
      })
    return { isOver: () => isDone || instance.state === 'crashed' || isGone(instance) }
  }
  const isGone = (instance: Instance) => instance.state === 'paused' && instance.wakesAt() === undefined

  const started = writers.map((writer, n) => start(`writer ${n + 1}`, writer.tasks, writer.skewMs))
  const isOver = () => started.every((writer) => writer.isOver())
  const { steps } = await live(world, { deeds, failure, check, isOver })
  for (const instance of world.instances) instance.crash()
  // after every mark that a clock of these has made
  const last = start('last', ['publish', 'retire'], 3_600_000)
  await live(world, { deeds: [], failure, check, isOver: () => last.isOver() && world.pending().length === 0 })
  checkRest()
  return steps

  /** [I4] [I5]: nothing is left behind, nothing else is gone. */
  function checkRest(): void {
    const left = [...fake.indexes.values()].filter(({ name }) => !foreign.includes(name))
    for (const { name, aliases: carried } of left) {
      const alias = parseIndexName(name)?.alias ?? ''
      const stays = [...carried.keys()].some((one) => one === alias || /__(kept|held)__\d+$/.test(one))
      if (!stays) throw new Error(`[I4] ${name} was left behind`)
      const tokens = [...carried.keys()].flatMap((one) => writeAliasToken(one) ?? [])
      if (tokens.length !== 1) throw new Error(`[I3] ${name} can be written to with the tokens ${tokens.join(', ')}`)
    }
    const kept = new Set(
      left.flatMap(({ name, aliases: carried }) =>
        [...carried.keys()].some((one) => one.includes('__kept__')) ? [parseIndexName(name)?.batchId] : [],
      ),
    )
    if (kept.size > keep) throw new Error(`[I6] ${kept.size} generations are kept, not ${keep}`)
    for (const index of foreign) if (!fake.indexes.has(index)) throw new Error(`[I5] ${index} is gone`)
  }
}

function describe({ method, path }: FakeRequest): string {
  return `${method} ${path.replace(/__date_[^,/?]*__batch_id_/g, '…')}`
}
