import type { Instance } from '@as/test-stack'
import { createBulkWriter } from '../../src/bulk-writer.ts'
import { claimFamily } from '../../src/claim-family.ts'
import type { SearchCluster } from '../../src/cluster.ts'
import { IndexSwapError } from '../../src/errors.ts'
import { type Generation, type IndexBlueprint, indexesOf, openGeneration } from '../../src/generation.ts'
import { holdGeneration } from '../../src/hold-generation.ts'
import { writeAlias } from '../../src/index-name.ts'
import { publishGeneration } from '../../src/publish-generation.ts'
import { refreshIndexes } from '../../src/refresh-indexes.ts'
import { deleteIndexes, retireGenerations } from '../../src/retire.ts'
import { rollBack } from '../../src/roll-back.ts'
import type { FamilyRecord } from './family-record.ts'

/** One thing that a holder of a family does. */
export type Task = 'publish' | 'hold' | 'approve' | 'reject' | 'roll-back' | 'tail' | 'retire' | 'claim'

export const tasks: readonly Task[] = ['publish', 'hold', 'approve', 'reject', 'roll-back', 'tail', 'retire', 'claim']

export interface WriterWorld {
  readonly cluster: SearchCluster
  readonly instance: Instance
  readonly record: FamilyRecord
  readonly family: string
  readonly aliases: readonly string[]
  readonly keep: number
  /** Unlike any other's: for batches and documents. */
  readonly nextName: () => string
  /** As unlike as chance would have it, the same in each run. */
  readonly random: () => number
}

/** What a holder keeps in mind. */
interface Holding {
  readonly token: number
  live: Generation | undefined
  held: Generation | undefined
  version: number
}

const { signal } = new AbortController()

/** A holder that does as README.md says: whatever fails, it claims the family again before it goes on. */
export async function runWriter(world: WriterWorld, list: readonly Task[]): Promise<void> {
  let holding: Holding | undefined
  for (const task of list) {
    try {
      if (task === 'claim') holding = undefined
      holding ??= await claim(world)
      await carryOut(world, holding, task)
    } catch (error) {
      if (!(error instanceof IndexSwapError)) throw error
      holding = undefined
      await world.instance.sleep(20, signal)
    }
  }
}

async function claim(world: WriterWorld): Promise<Holding> {
  const { cluster, random } = world
  const blueprints = blueprintsOf(world.aliases)
  const { token, live, held } = await claimFamily(cluster, { ...scope(world), blueprints, signal, random })
  return { token, live, held, version: 0 }
}

function scope({ family, aliases }: WriterWorld) {
  return { family, aliases }
}

async function carryOut(world: WriterWorld, holding: Holding, task: Task): Promise<void> {
  const { cluster, instance, record } = world
  const { now } = instance
  switch (task) {
    case 'publish':
      return await publish(world, holding, await filled(world, holding))
    case 'hold': {
      const generation = await filled(world, holding)
      const before = holding.held
      if (before) record.decide(indexesOf(before))
      holding.held = await holdGeneration(cluster, generation, { note: task, signal, now })
      if (before) await deleteIndexes(cluster, indexesOf(before), { signal })
      return
    }
    case 'approve': {
      const { held } = holding
      if (!held) return
      await publish(world, holding, held)
      holding.held = undefined
      return
    }
    case 'reject':
      if (!holding.held) return
      record.decide(indexesOf(holding.held))
      await deleteIndexes(cluster, indexesOf(holding.held), { signal })
      holding.held = undefined
      return
    case 'roll-back':
      holding.live = await rollBack(
        cluster,
        { ...scope(world), token: holding.token, blueprints: blueprintsOf(world.aliases) },
        { signal, now },
      )
      return
    case 'tail':
      return await tail(world, holding, undefined)
    case 'retire': {
      const retention = { keep: world.keep, retireAfterMs: 0, now: now() }
      await retireGenerations(cluster, { ...scope(world), signal }, retention)
      return
    }
    case 'claim':
  }
}

async function filled(world: WriterWorld, holding: Holding): Promise<Generation> {
  const { cluster, instance, family, aliases, nextName } = world
  const generation = await openGeneration(cluster, {
    family,
    token: holding.token,
    blueprints: blueprintsOf(aliases),
    signal,
    now: instance.now,
    batchId: nextName(),
  })
  for (let documents = 0; documents < 2; documents += 1) await write(world, holding, [generation], nextName())
  return generation
}

/** Swaps while the tail writes, as a holder of both does: in turn. */
async function publish(world: WriterWorld, holding: Holding, generation: Generation): Promise<void> {
  const { cluster, instance } = world
  let turn: Promise<unknown> = Promise.resolve()
  const inTurn = async <Result>(run: () => Promise<Result>) => {
    const mine = turn.then(run)
    turn = mine.catch(() => undefined)
    return await mine
  }
  const swapping = publishGeneration(cluster, generation, {
    signal,
    now: instance.now,
    exclusively: (swap) =>
      inTurn(async () => {
        await swap()
        holding.live = generation
      }),
  })
  const tailing = inTurn(() => tail(world, holding, generation))
  const [swapped, tailed] = await Promise.allSettled([swapping, tailing])
  for (const result of [swapped, tailed]) if (result.status === 'rejected') throw result.reason
}

/** Writes one more document wherever readers look or will look, and lets them find it. */
async function tail(world: WriterWorld, holding: Holding, filling: Generation | undefined): Promise<void> {
  const { cluster, record, nextName } = world
  const { live } = holding
  const targets = [...new Set([live, holding.held, filling])].filter((generation) => generation !== undefined)
  if (targets.length === 0) return
  const id = nextName()
  await write(world, holding, targets, id)
  if (!live) return
  await refreshIndexes(cluster, indexesOf(live), { signal })
  record.promise(Object.values(live.indexes), id)
}

async function write(
  { cluster, instance, record }: WriterWorld,
  holding: Holding,
  generations: readonly Generation[],
  id: string,
): Promise<void> {
  const { sleep } = instance
  const rejected: string[] = []
  const onRejected = ({ operation }: { operation: { id: string } }) => rejected.push(operation.id)
  const writer = createBulkWriter(cluster, { signal, sleep, random: () => 0.5, onRejected })
  // some are of the kind that the mapping refuses
  const object = id.endsWith('3') ? id : { id }
  const source = Buffer.from(JSON.stringify({ id, object }))
  const version = String(holding.token * 1_000 + holding.version)
  holding.version += 1
  const operations = generations.flatMap(({ indexes, lenient = {} }) =>
    Object.entries(indexes).map(([alias, index]) => ({
      alias: writeAlias(index, holding.token),
      lenient: lenient[alias],
      id,
      version,
      source,
      origin: 'model',
    })),
  )
  await writer.add(operations)
  await writer.flush()
  if (rejected.length > 0) throw new Error(`Documents were rejected: ${rejected.join(', ')}`)
  // what is not live yet is refreshed before it is
  const unpublished = generations.filter((generation) => generation !== holding.live)
  record.promise(
    unpublished.flatMap((generation) => Object.values(generation.indexes)),
    id,
  )
}

function blueprintsOf(aliases: readonly string[]): Record<string, IndexBlueprint> {
  const id = { type: 'keyword' }
  const mappings = { dynamic: false, properties: { id, object: { properties: { id } } } }
  const lenient = [{ dynamic: false, properties: { id } }]
  return Object.fromEntries(aliases.map((alias) => [alias, { mappings, lenient }]))
}
