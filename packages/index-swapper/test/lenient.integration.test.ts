import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { beforeEach, expect, inject, test } from 'vitest'
import {
  claimFamily,
  createBulkWriter,
  deleteOtherFamilies,
  FencedError,
  type Generation,
  holdGeneration,
  type IndexBlueprint,
  type IndexOperation,
  indexesOf,
  openGeneration,
  publishGeneration,
  readAliasTable,
  refreshIndexes,
  retireGenerations,
  rollBack,
  type SearchCluster,
  writeAlias,
} from '../src/index.ts'
import { cluster, signal } from './real-cluster.ts'

const { body: root } = await cluster({ method: 'GET', path: '/' }, { signal })
const knowsFlat = Number((root as { version: { number: string } }).version.number.split('.')[0]) >= 3

const strict = { dynamic: false, properties: { object: { properties: { id: { type: 'keyword' } } } } }
const withoutObject = { dynamic: false, properties: { id: { type: 'keyword' } } }
const flat = {
  disable_objects: true,
  dynamic: false,
  properties: { object: { type: 'keyword' }, 'object.id': { type: 'keyword' } },
}
const unknownToAll = { no_such_parameter: true }

let family: string
let alias: string
beforeEach(() => {
  family = `f_${randomBytes(4).toString('hex')}`
  alias = `lenient-${randomBytes(4).toString('hex')}`
  return async () => void (await deleteOtherFamilies(cluster, { aliases: [alias], keep: [], signal }))
})

const blueprintsOf = (lenient: IndexBlueprint['lenient']): Record<string, IndexBlueprint> => ({
  [alias]: { mappings: strict, settings: { 'index.number_of_replicas': 0 }, ...(lenient ? { lenient } : {}) },
})
const open = async (token: number, blueprints = blueprintsOf([flat, withoutObject])): Promise<Generation> =>
  await openGeneration(cluster, { family, token, blueprints, signal })
const claim = () => claimFamily(cluster, { family, aliases: [alias], blueprints: blueprintsOf([flat]), signal })
const publish = (generation: Generation) => publishGeneration(cluster, generation, { signal, replicas: 0 })

const fine = (text: string) => `{"object":{"id":"${text}"}}`
const refused = (text: string) => `{"object":"${text}"}`

const operationsOf = (generation: Generation, documents: Record<string, string>, version: string): IndexOperation[] =>
  Object.entries(documents).map(([id, source]) => ({
    alias: writeAlias(generation.indexes[alias] as string, generation.token),
    lenient: generation.lenient?.[alias],
    id,
    version,
    source: Buffer.from(source),
    origin: 'test',
  }))
const fill = async (
  generation: Generation,
  documents: Record<string, string>,
  { version = '1', through = cluster }: { version?: string; through?: SearchCluster } = {},
) => {
  const rejected: string[] = []
  const lenient: string[] = []
  const writer = createBulkWriter(through, {
    signal,
    onRejected: (document) =>
      rejected.push(`${document.operation.id}: ${document.cause.reason} / ${document.lenient?.reason}`),
    onLenient: ({ operation }) => lenient.push(operation.id),
  })
  await writer.add(operationsOf(generation, documents, version))
  return { totals: await writer.flush(), rejected, lenient }
}
/** Where documents are: `a@index:source`, without the names of the indexes. */
const contents = async (indexes: readonly string[]): Promise<string[]> => {
  await refreshIndexes(cluster, indexes, { signal })
  const path = `/${indexes.join(',')}/_search`
  const { body } = await cluster({ method: 'POST', path, body: { size: 1_000 } }, { signal })
  const { hits } = (body as { hits: { hits: { _id: string; _index: string; _source: unknown }[] } }).hits
  return hits
    .map(({ _id, _index, _source }) => `${_id}@${_index.endsWith('lenient__')}:${JSON.stringify(_source)}`)
    .sort()
}
const visible = async (): Promise<string[]> => {
  const table = await readAliasTable(cluster, { aliases: [alias], family, signal })
  const live = Object.keys(table).filter((index) => table[index]?.includes(alias))
  return live.length === 0 ? [] : await contents(live)
}

test('a document that the mapping refuses is found, beside the others, as it was sent [I9]', async () => {
  const generation = await open(1)
  const documents = { a: fine('x'), b: refused('x'), c: '{"object":["x", {"id":"x"}],"n":1.0}' }
  const { totals, rejected, lenient } = await fill(generation, documents)
  expect(totals).toEqual({ indexed: 3, superseded: 0, rejected: 0 })
  expect([rejected, lenient.sort()]).toEqual([[], ['b', 'c']])
  expect(indexesOf(generation)).toHaveLength(2)
  expect(indexesOf(generation, alias)).toEqual(indexesOf(generation))
  expect(indexesOf(generation, 'another')).toEqual([])
  expect(await visible()).toEqual([])
  await publish(generation)
  const answer = await fetch(`${inject('opensearchUrl')}/${alias}/_search`)
  const text = await answer.text()
  for (const source of Object.values(documents)) expect(text).toContain(`"_source":${source}`)
})

test.skipIf(!knowsFlat)(
  'OpenSearch 3 finds values, objects and both in one field, and takes names with dots',
  async () => {
    const generation = await open(1)
    const documents = { a: fine('x'), b: refused('x'), c: '{"object":["x",{"id":"x"}]}', d: '{"object":"x","a..b":1}' }
    expect((await fill(generation, documents)).lenient.sort()).toEqual(['b', 'c', 'd'])
    await publish(generation)
    const answer = await fetch(`${inject('opensearchUrl')}/${alias}/_search?q=object.id:x+OR+object:x`)
    expect(((await answer.json()) as { hits: { total: { value: number } } }).hits.total.value).toBe(4)
  },
)

test('a lenient mapping that the cluster does not know is passed over', async () => {
  const generation = await open(1, blueprintsOf([unknownToAll, withoutObject]))
  expect((await fill(generation, { a: refused('x') })).lenient).toEqual(['a'])
})

test('a document that the lenient index refuses as well is rejected, for the first reason', async () => {
  const generation = await open(1)
  const { totals, rejected } = await fill(generation, { a: '{"object":', b: fine('x') })
  expect(totals).toEqual({ indexed: 1, superseded: 0, rejected: 1 })
  expect(rejected).toEqual([expect.stringMatching(/^a: failed to parse.* \/ failed to parse/s)])
})

test('without a mapping for it there is no lenient index, and documents are rejected', async () => {
  const none = await open(1, blueprintsOf(undefined))
  expect((await fill(none, { a: refused('x') })).rejected).toEqual([
    expect.stringMatching(/concrete value \/ undefined/),
  ])
  const impossible = await open(1, blueprintsOf([unknownToAll]))
  const { rejected } = await fill(impossible, { a: refused('x') })
  expect(rejected).toEqual([expect.stringMatching(/concrete value \/ .*no_such_parameter/)])
  expect([...indexesOf(none), ...indexesOf(impossible)]).toHaveLength(2)
})

test('a generation without a lenient index is filled by bulk requests alone, one a batch', async () => {
  const generation = await open(1)
  const paths: string[] = []
  const watched: SearchCluster = async (request, options) => {
    paths.push(request.path.split('?')[0] ?? '')
    return await cluster(request, options)
  }
  await fill(generation, { a: fine('x'), b: fine('y') }, { through: watched })
  expect(paths).toEqual([expect.stringMatching(/^\/[^/]+W__1\/_bulk$/)])
})

test('a document that moves between the two is in one of them only, in its newest version [I10]', async () => {
  const generation = await open(1)
  const both = async () => await contents(indexesOf(generation))
  await fill(generation, { a: fine('1'), other: refused('1') }, { version: '1' })
  await fill(generation, { a: refused('3') }, { version: '3' })
  expect(await both()).toEqual([`a@true:${refused('3')}`, expect.stringContaining('other')])
  expect((await fill(generation, { a: fine('2') }, { version: '2' })).totals.superseded).toBe(1)
  expect((await fill(generation, { a: refused('2') }, { version: '2' })).totals.superseded).toBe(1)
  expect(await both()).toEqual([`a@true:${refused('3')}`, expect.stringContaining('other')])
  await fill(generation, { a: fine('5') }, { version: '5' })
  expect((await fill(generation, { a: refused('4') }, { version: '4' })).totals.superseded).toBe(1)
  expect(await both()).toEqual([`a@false:${fine('5')}`, expect.stringContaining('other')])
})

test('whichever of several writers is first, each id is once there, in its newest version [I10]', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c'), isFine: fc.boolean() }), {
        minLength: 2,
        maxLength: 24,
      }),
      fc.infiniteStream(fc.nat({ max: 2 })),
      async (writes, choices) => {
        const generation = await open(1)
        const writers = [0, 1, 2].map(() =>
          createBulkWriter(cluster, { signal, onRejected: () => undefined, batchBytes: 1 }),
        )
        const newest = new Map<string, string>()
        await Promise.all(
          writes.map(async ({ id, isFine }, n) => {
            const source = isFine ? fine(`${n}`) : refused(`${n}`)
            newest.set(id, `${id}@${!isFine}:${source}`)
            await writers[choices.next().value ?? 0]?.add(operationsOf(generation, { [id]: source }, `${n + 1}`))
          }),
        )
        for (const writer of writers) await writer.flush()
        expect(await contents(indexesOf(generation))).toEqual([...newest.values()].sort())
      },
    ),
    { numRuns: 10 },
  )
}, 120_000)

test('a lenient index made in a live generation is seen at once, and goes its way with it [I9]', async () => {
  const holder = { family, aliases: [alias], token: 1 }
  const first = await open(1)
  await publish(first)
  await fill(first, { a: fine('x'), b: refused('x') })
  const before = await visible()
  expect(before).toHaveLength(2)
  const second = await open(1)
  await fill(second, { c: fine('x') })
  await publish(second)
  expect(await visible()).toEqual([`c@false:${fine('x')}`])
  const back = await rollBack(cluster, holder, { signal })
  expect(indexesOf(back)).toEqual(indexesOf(first))
  expect(await visible()).toEqual(before)
  await rollBack(cluster, holder, { signal })
  const scope = { family, aliases: [alias], signal }
  const retired = await retireGenerations(cluster, scope, { keep: 0, retireAfterMs: 0, now: Date.now() + 1 })
  expect([...retired].sort()).toEqual(indexesOf(first).sort())
  expect(await visible()).toEqual([`c@false:${fine('x')}`])
})

test('a lenient index that is made while its generation is published is published with it [I9]', async () => {
  const generation = await open(1)
  await fill(generation, { a: fine('x') })
  const late: SearchCluster = async (request, options) => {
    // after the last look at the aliases
    if (request.path === '/_aliases' && !generation.lenient?.[alias]?.exists)
      await fill(generation, { b: refused('x') })
    return await cluster(request, options)
  }
  await publishGeneration(late, generation, { signal, replicas: 0 })
  expect(await visible()).toHaveLength(2)
})

test('a lenient index that is made while its generation is replaced is replaced with it [I9]', async () => {
  const [live, next] = [await open(1), await open(1)]
  await publish(live)
  const late: SearchCluster = async (request, options) => {
    if (request.path === '/_aliases' && !live.lenient?.[alias]?.exists) await fill(live, { b: refused('x') })
    return await cluster(request, options)
  }
  await publishGeneration(late, next, { signal, replicas: 0 })
  expect(await visible()).toEqual([])
  expect(indexesOf(live)).toHaveLength(2)
})

test('a lenient index in a published generation is refreshed and safe like the one beside [I9]', async () => {
  const generation = await open(1)
  const settings = async () => {
    const { body } = await cluster({ method: 'GET', path: `/${indexesOf(generation).join()}/_settings` }, { signal })
    const all = body as Record<string, { settings: { index: Record<string, unknown> } }>
    return Object.values(all).map(({ settings: { index } }) =>
      [index.refresh_interval, index.number_of_replicas, JSON.stringify(index.translog)].join(),
    )
  }
  await fill(generation, { a: refused('x') })
  expect(await settings()).toEqual(['-1,0,{"durability":"async"}', '-1,0,{"durability":"async"}'])
  await publish(generation)
  expect(await settings()).toEqual([',0,{"durability":"request"}', ',0,{"durability":"request"}'])
})

test('a claim takes over both, learns which ids are in the lenient one, and an earlier writer can write to neither [I3] [I9]', async () => {
  const before = await open(1)
  await fill(before, { a: refused('1'), b: fine('1') })
  await publish(before)
  const { live, orphans } = await claim()
  expect([indexesOf(live as Generation), orphans]).toEqual([indexesOf(before), []])
  await expect(fill(before, { c: refused('x') })).rejects.toThrow(FencedError)
  const [strictIndex] = indexesOf(before) as [string]
  await expect(fill(before, { c: fine('x') })).rejects.toThrow(FencedError)
  await fill(live as Generation, { a: fine('2'), b: refused('2') }, { version: '2' })
  expect(await visible()).toEqual([`a@false:${fine('2')}`, `b@true:${refused('2')}`])
  expect((live as Generation).indexes[alias]).toBe(strictIndex)
})

test('what a writer that died between two requests left in both, a claim removes where it is older [I10]', async () => {
  const before = await open(1)
  const [huge, greater] = ['899815000000000007', '899815000000000009']
  await fill(before, { a: fine('1'), b: refused('1'), c: refused('1') }, { version: huge })
  await publish(before)
  let requests = 0
  const dying: SearchCluster = async (request, options) => {
    const isRemoval = request.path.includes('/_bulk') && Buffer.from(request.body as Uint8Array).includes('"delete"')
    if (isRemoval) {
      requests += 1
      throw new Error('killed')
    }
    return await cluster(request, options)
  }
  const sent = { version: greater, through: dying }
  await expect(fill(before, { a: refused('2') }, sent)).rejects.toThrow('killed')
  await expect(fill(before, { b: fine('2') }, sent)).rejects.toThrow('killed')
  expect(requests).toBe(2)
  expect((await visible()).map((line) => line.split('@')[0])).toEqual(['a', 'a', 'b', 'b', 'c'])
  const { live } = await claim()
  expect(await visible()).toEqual([`a@true:${refused('2')}`, `b@false:${fine('2')}`, `c@true:${refused('1')}`])
  await fill(live as Generation, { a: fine('3') }, { version: '899815000000000011' })
  expect(await visible()).toHaveLength(3)
})

test('an earlier holder cannot make a lenient index that anybody sees, and what it leaves is put to use or deleted [I3] [I4]', async () => {
  const before = await open(1)
  await publish(before)
  let live: Generation | undefined
  const late: SearchCluster = async (request, options) => {
    if (request.method === 'PUT' && !live) live = (await claim()).live
    return await cluster(request, options)
  }
  await expect(fill(before, { a: refused('x') }, { through: late })).rejects.toThrow(FencedError)
  const table = await readAliasTable(cluster, { aliases: [alias], family, signal })
  expect(
    Object.values(table)
      .flat()
      .filter((carried) => carried === alias),
  ).toHaveLength(1)
  await fill(live as Generation, { b: refused('y') })
  expect(await visible()).toEqual([`b@true:${refused('y')}`])
})

test('a lenient index of which the one beside is gone is deleted by the next claim [I4]', async () => {
  const generation = await open(1)
  await fill(generation, { a: refused('x') })
  expect([...(await claim()).orphans].sort()).toEqual(indexesOf(generation).sort())
  expect(await readAliasTable(cluster, { aliases: [alias], family, signal })).toEqual({})
})

test('a held generation is held, claimed and published with its lenient index [I7] [I9]', async () => {
  const generation = await open(1)
  await fill(generation, { a: refused('x') })
  await holdGeneration(cluster, generation, { note: '', signal })
  expect(await visible()).toEqual([])
  const { held } = await claim()
  await fill(held as Generation, { b: refused('y') })
  await publish(held as Generation)
  expect(await visible()).toHaveLength(2)
})

test('the lenient indexes of a family that is no longer wanted are deleted with it', async () => {
  const generation = await open(1)
  await fill(generation, { a: refused('x') })
  expect(await deleteOtherFamilies(cluster, { aliases: [alias], keep: [], signal })).toEqual([family])
  expect(await readAliasTable(cluster, { aliases: [alias], family, signal })).toEqual({})
})
