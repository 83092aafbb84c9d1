import { randomBytes } from 'node:crypto'
import { beforeEach, expect, inject, test } from 'vitest'
import {
  AliasTakenError,
  ClusterUnreachableError,
  claimFamily,
  createBulkWriter,
  deleteIndexes,
  deleteOtherFamilies,
  discardGeneration,
  FencedError,
  type Generation,
  holdGeneration,
  IndexVanishedError,
  NothingToRollBackError,
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

let family: string
let alias: string
beforeEach(() => {
  family = `f_${randomBytes(4).toString('hex')}`
  alias = `swap-${randomBytes(4).toString('hex')}`
  return async () => void (await deleteOtherFamilies(cluster, { aliases: [alias], keep: [], signal }))
})

const open = async (token: number): Promise<Generation> =>
  await openGeneration(cluster, {
    family,
    token,
    blueprints: { [alias]: { mappings: { dynamic: false }, settings: { 'index.number_of_replicas': 0 } } },
    signal,
  })
const indexOf = (generation: Generation) => generation.indexes[alias] as string
const fill = async (generation: Generation, documents: Record<string, string>, version = '1') => {
  const rejected: string[] = []
  const writer = createBulkWriter(cluster, {
    signal,
    onRejected: ({ operation, cause }) => rejected.push(`${operation.id}: ${cause.reason}`),
  })
  const target = writeAlias(indexOf(generation), generation.token)
  const operations = Object.entries(documents).map(([id, source]) => ({
    alias: target,
    id,
    version,
    source: Buffer.from(source),
    origin: 'test',
  }))
  await writer.add(operations)
  return { totals: await writer.flush(), rejected }
}
const visible = async (): Promise<string[]> => {
  const { status, body } = await cluster({ method: 'POST', path: `/${alias}/_search`, body: { size: 100 } }, { signal })
  if (status === 404) return []
  return (body as { hits: { hits: { _id: string }[] } }).hits.hits.map(({ _id }) => _id).sort()
}
const claim = () => claimFamily(cluster, { family, aliases: [alias], signal })

test('a generation is hidden until it is published, and then replaces the one before as a whole [I1] [I2]', async () => {
  const first = await open(1)
  await fill(first, { a: '{}', b: '{}' })
  expect(await visible()).toEqual([])
  await publishGeneration(cluster, first, { signal })
  expect(await visible()).toEqual(['a', 'b'])
  const second = await open(1)
  await fill(second, { b: '{}', c: '{}' })
  expect(await visible()).toEqual(['a', 'b'])
  await publishGeneration(cluster, second, { signal })
  expect(await visible()).toEqual(['b', 'c'])
})

test('a generation of which one index cannot be made leaves none behind [I4]', async () => {
  const blueprints = {
    [alias]: { mappings: {} },
    [`${alias}-b`]: { mappings: { properties: { a: { type: 'nonsense' } } } },
  }
  const opening = openGeneration(cluster, { family, token: 1, blueprints, signal })
  await expect(opening).rejects.toThrow('mapper_parsing_exception')
  expect(await readAliasTable(cluster, { aliases: Object.keys(blueprints), family, signal })).toEqual({})
})

test('what is written until the swap is visible after it, however late it came [I8]', async () => {
  const generation = await open(1)
  const exclusively = async (swap: () => Promise<void>) => {
    await fill(generation, { late: '{}' })
    await swap()
  }
  await publishGeneration(cluster, generation, { signal, exclusively })
  expect(await visible()).toEqual(['late'])
})

/** Does something once, right before the aliases are changed, or loses the answer to the change. */
function interrupted(before: () => Promise<void>, after: () => Promise<void> = () => Promise.resolve()): SearchCluster {
  let isFirst = true
  return async (request, options) => {
    const isInterrupted = request.path === '/_aliases' && isFirst
    if (isInterrupted) isFirst = false
    if (isInterrupted) await before()
    const answer = await cluster(request, options)
    if (isInterrupted) await after()
    return answer
  }
}
const losesAnswer = () =>
  interrupted(
    () => Promise.resolve(),
    async () => {
      throw new ClusterUnreachableError({ method: 'POST', path: '/_aliases' }, 'connection reset')
    },
  )

test('a claim deletes nothing that was published while it looked [I3] [I4]', async () => {
  const [live, filling] = [await open(1), await open(1)]
  await publishGeneration(cluster, live, { signal })
  await fill(filling, { a: '{}' })
  const during = interrupted(() => publishGeneration(cluster, filling, { signal }))
  const claimed = await claimFamily(during, { family, aliases: [alias], signal })
  expect(claimed.live?.indexes).toEqual(filling.indexes)
  expect(await visible()).toEqual(['a'])
})

test('a claim deletes nothing that was published for the first time while it looked [I3] [I4]', async () => {
  const first = await open(1)
  await fill(first, { a: '{}' })
  const during = interrupted(() => publishGeneration(cluster, first, { signal }))
  expect((await claimFamily(during, { family, aliases: [alias], signal })).live?.indexes).toEqual(first.indexes)
  expect(await visible()).toEqual(['a'])
})

test('two first claimants have different tokens, and the second to publish is fenced [I3]', async () => {
  const tokens = [(await claim()).token, (await claim()).token]
  expect(new Set(tokens).size).toBe(2)
  const [one, other] = [await open(tokens[0] as number), await open(tokens[1] as number)]
  await publishGeneration(cluster, one, { signal })
  await expect(publishGeneration(cluster, other, { signal })).rejects.toThrow(FencedError)
})

test('claimants before the first publication have different tokens, whichever orphans they find [I3]', async () => {
  const one = await open(7)
  const [first, other] = [await claim(), indexOf(await open(7))]
  expect(first.orphans).toEqual([indexOf(one)])
  const second = await claim()
  expect(second.orphans).toEqual([other])
  expect(new Set([7, first.token, second.token]).size).toBe(3)
})

test('of two first publications at the same time one is refused [I2]', async () => {
  const [one, other] = [await open(1), await open(2)]
  await fill(one, { a: '{}' })
  await fill(other, { b: '{}' })
  const during = interrupted(() => publishGeneration(cluster, other, { signal }))
  await expect(publishGeneration(during, one, { signal })).rejects.toThrow(FencedError)
  expect(await visible()).toEqual(['b'])
})

test('a swap whose answer is lost is looked at again, and is done once [I2]', async () => {
  const [first, second] = [await open(1), await open(1)]
  await publishGeneration(losesAnswer(), first, { signal })
  await fill(second, { b: '{}' })
  await publishGeneration(losesAnswer(), second, { signal })
  expect(await visible()).toEqual(['b'])
  const holder = { family, aliases: [alias], token: 1 }
  expect((await rollBack(losesAnswer(), holder, { signal })).indexes).toEqual(first.indexes)
  expect(await visible()).toEqual([])
  const held = await open(1)
  await holdGeneration(losesAnswer(), held, { note: '', signal })
  const claimed = await claimFamily(losesAnswer(), { family, aliases: [alias], signal })
  expect([claimed.live?.indexes, claimed.held?.indexes]).toEqual([first.indexes, held.indexes])
  const scope = { family, aliases: [alias], signal }
  const retention = { keep: 0, retireAfterMs: 0, now: Date.now() + 1_000 }
  expect(await retireGenerations(losesAnswer(), scope, retention)).toEqual([indexOf(second)])
})

test('a generation is not retired that is rolled back to meanwhile [I6]', async () => {
  const [first, second] = [await open(1), await open(1)]
  await fill(first, { a: '{}' })
  for (const generation of [first, second]) await publishGeneration(cluster, generation, { signal })
  const holder = { family, aliases: [alias], token: 1 }
  const during = interrupted(async () => void (await rollBack(cluster, holder, { signal })))
  const retention = { keep: 0, retireAfterMs: 0, now: Date.now() + 1_000 }
  expect(await retireGenerations(during, { family, aliases: [alias], signal }, retention)).toEqual([indexOf(second)])
  expect(await visible()).toEqual(['a'])
})

test('a generation is discarded unless readers see it or it is another holder’s, and cannot be published then [I3]', async () => {
  const [live, failed] = [await open(1), await open(1)]
  await publishGeneration(cluster, live, { signal })
  expect(await discardGeneration(cluster, live, { signal })).toBe(false)
  const discarding = interrupted(async () => {
    expect(await discardGeneration(cluster, failed, { signal })).toBe(true)
  })
  await expect(publishGeneration(discarding, failed, { signal })).rejects.toThrow(IndexVanishedError)
  expect(await discardGeneration(cluster, failed, { signal })).toBe(true)
  const held = await open(1)
  await holdGeneration(cluster, held, { note: '', signal })
  await claim()
  await expect(discardGeneration(cluster, held, { signal })).rejects.toThrow(FencedError)
  expect(Object.keys(await readAliasTable(cluster, { aliases: [alias], family, signal })).sort()).toEqual(
    [indexOf(live), indexOf(held)].sort(),
  )
})

test('an index in the alias’s place is reported, left alone, and publishing works once it is gone [I11]', async () => {
  const generation = await open(1)
  await fill(generation, { a: '{}' })
  await cluster({ method: 'PUT', path: `/${alias}`, body: {} }, { signal })
  await expect(publishGeneration(cluster, generation, { signal })).rejects.toThrow(AliasTakenError)
  await expect(open(1)).rejects.toThrow(AliasTakenError)
  expect((await cluster({ method: 'HEAD', path: `/${alias}` }, { signal })).status).toBe(200)
  await deleteIndexes(cluster, [alias], { signal })
  await publishGeneration(cluster, generation, { signal })
  expect(await visible()).toEqual(['a'])
})

test('publishing twice changes nothing', async () => {
  const generation = await open(1)
  await publishGeneration(cluster, generation, { signal })
  const table = await readAliasTable(cluster, { aliases: [alias], family, signal })
  await publishGeneration(cluster, generation, { signal })
  expect(await readAliasTable(cluster, { aliases: [alias], family, signal })).toEqual(table)
})

test('rolling back puts the generation before back, whole, and rolling back again undoes that [I6]', async () => {
  const first = await open(1)
  await fill(first, { a: '{}' })
  await publishGeneration(cluster, first, { signal })
  const second = await open(1)
  await fill(second, { b: '{}' })
  await publishGeneration(cluster, second, { signal })
  const holder = { family, aliases: [alias], token: 1 }
  expect((await rollBack(cluster, holder, { signal })).indexes).toEqual(first.indexes)
  expect(await visible()).toEqual(['a'])
  await rollBack(cluster, holder, { signal })
  expect(await visible()).toEqual(['b'])
})

test('rolling back needs a kept generation, and the right token [I3] [I6]', async () => {
  const first = await open(1)
  await publishGeneration(cluster, first, { signal })
  const holder = { family, aliases: [alias], token: 1 }
  await expect(rollBack(cluster, holder, { signal })).rejects.toThrow(NothingToRollBackError)
  const second = await open(1)
  await publishGeneration(cluster, second, { signal })
  const { token } = await claim()
  await expect(rollBack(cluster, holder, { signal })).rejects.toThrow(FencedError)
  expect((await rollBack(cluster, { ...holder, token }, { signal })).indexes).toEqual(first.indexes)
})

test('a held generation stays out of sight over a claim, with its note, and can be published then [I7]', async () => {
  const live = await open(1)
  await fill(live, { a: '{}' })
  await publishGeneration(cluster, live, { signal })
  const [older, newer] = [await open(1), await open(1)]
  await holdGeneration(cluster, older, { note: 'older', signal, now: () => 1000 })
  await fill(newer, { b: '{}' })
  await holdGeneration(cluster, newer, { note: { reason: 'too small' }, signal, now: () => 2000 })
  await fill(newer, { c: '{}' })
  expect(await visible()).toEqual(['a'])
  const { token, held, orphans } = await claim()
  expect(orphans).toEqual([indexOf(older)])
  expect(held).toMatchObject({ family, token, indexes: newer.indexes, note: { reason: 'too small' } })
  await expect(publishGeneration(cluster, newer, { signal })).rejects.toThrow(FencedError)
  await expect(holdGeneration(cluster, newer, { note: '', signal })).rejects.toThrow(FencedError)
  await publishGeneration(cluster, held as Generation, { signal })
  expect(await visible()).toEqual(['b', 'c'])
  expect((await claim()).held).toBeUndefined()
})

test('a generation that is published has its replicas, its own refresh, and a safe translog', async () => {
  const generation = await open(1)
  const setting = async () => {
    const { body } = await cluster({ method: 'GET', path: `/${indexOf(generation)}/_settings` }, { signal })
    const { index } =
      (body as Record<string, { settings: { index: Record<string, unknown> } }>)[indexOf(generation)]?.settings ?? {}
    return [
      index?.number_of_replicas,
      index?.refresh_interval,
      (index?.translog as { durability?: string })?.durability,
    ]
  }
  expect(await setting()).toEqual(['0', '-1', 'async'])
  await publishGeneration(cluster, generation, { signal, replicas: 1 })
  expect(await setting()).toEqual(['1', undefined, 'request'])
})

test('_source is byte for byte what was written, numbers and key order included', async () => {
  const source = '{"z":12345678901234567890123,  "a":1.0,"big":9007199254740993,"__proto__":{"x":1e2},"é":"\\u00e9"}'
  const generation = await open(1)
  await fill(generation, { exact: source })
  await publishGeneration(cluster, generation, { signal })
  const answer = await fetch(`${inject('opensearchUrl')}/${alias}/_search`)
  expect(await answer.text()).toContain(`"_source":${source}`)
})

test('a claim moves the write aliases to a greater token: the writer before can write nothing more [I3]', async () => {
  const before = await claim()
  const generation = await open(before.token)
  await publishGeneration(cluster, generation, { signal })
  const after = await claim()
  expect(after.token).toBeGreaterThan(before.token)
  expect(after.live?.indexes).toEqual(generation.indexes)
  await expect(fill(generation, { late: '{}' })).rejects.toThrow(FencedError)
  expect((await fill(after.live as Generation, { new: '{}' })).totals.indexed).toBe(1)
})

test('a generation that an earlier holder opens after the claim cannot be published either [I3]', async () => {
  const live = await open(1)
  await fill(live, { a: '{}' })
  await publishGeneration(cluster, live, { signal })
  await claim()
  const late = await open(1)
  await fill(late, { b: '{}' })
  await expect(publishGeneration(cluster, late, { signal })).rejects.toThrow(FencedError)
  expect(await visible()).toEqual(['a'])
})

test('a generation that an earlier holder opens after the claim cannot be held [I3] [I7]', async () => {
  await publishGeneration(cluster, await open(1), { signal })
  await claim()
  await expect(holdGeneration(cluster, await open(1), { note: '', signal })).rejects.toThrow(FencedError)
})

test('where nothing is live, whoever claims what is held is the holder: others can neither publish nor hold [I3] [I7]', async () => {
  await holdGeneration(cluster, await open(1), { note: '', signal })
  await claim()
  const [early, other] = [await open(1), await open(1)]
  await expect(publishGeneration(cluster, early, { signal })).rejects.toThrow(FencedError)
  await expect(holdGeneration(cluster, other, { note: '', signal })).rejects.toThrow(FencedError)
  expect(await visible()).toEqual([])
})

test('a claim deletes what was never published; publishing that fails and changes nothing [I3] [I4]', async () => {
  const live = await open(1)
  await fill(live, { a: '{}' })
  await publishGeneration(cluster, live, { signal })
  const filling = await open(1)
  expect((await claim()).orphans).toEqual([indexOf(filling)])
  await expect(publishGeneration(cluster, filling, { signal })).rejects.toThrow()
  await expect(fill(filling, { late: '{}' })).rejects.toThrow(FencedError)
  expect(await visible()).toEqual(['a'])
  const table = await readAliasTable(cluster, { aliases: [alias], family, signal })
  expect(Object.keys(table)).toEqual([indexOf(live)])
})

test('publishing an index that vanished says so', async () => {
  const generation = await open(1)
  const afterMadeReadable: SearchCluster = async (request, options) => {
    if (request.path.endsWith('_alias?expand_wildcards=all'))
      await deleteIndexes(cluster, [indexOf(generation)], { signal })
    return await cluster(request, options)
  }
  await expect(publishGeneration(afterMadeReadable, generation, { signal })).rejects.toThrow(IndexVanishedError)
})

test('a swapper that read the aliases before another swap looks again and never leaves two live [I2]', async () => {
  const [first, second, third] = [await open(1), await open(1), await open(1)]
  await publishGeneration(cluster, first, { signal })
  let swapped = false
  const overtaken: SearchCluster = async (request, options) => {
    if (request.path === '/_aliases' && !swapped) {
      swapped = true
      await publishGeneration(cluster, second, { signal })
    }
    return await cluster(request, options)
  }
  await publishGeneration(overtaken, third, { signal })
  const table = await readAliasTable(cluster, { aliases: [alias], family, signal })
  expect(Object.keys(table).filter((index) => table[index]?.includes(alias))).toEqual([indexOf(third)])
})

test('a write to a deleted index does not make the index again [I1]', async () => {
  const generation = await open(1)
  await deleteIndexes(cluster, [indexOf(generation)], { signal })
  await expect(fill(generation, { late: '{}' })).rejects.toThrow(FencedError)
  expect((await cluster({ method: 'HEAD', path: `/${indexOf(generation)}` }, { signal })).status).toBe(404)
})

test('a deletion through an alias that is gone makes no index either, where indexes are made automatically [I1]', async () => {
  const setting = async (value: string | null) => {
    const body = { transient: { 'action.auto_create_index': value } }
    await cluster({ method: 'PUT', path: '/_cluster/settings', body }, { signal })
  }
  const { body: settings } = await cluster({ method: 'GET', path: '/_cluster/settings?flat_settings=true' }, { signal })
  const before = (settings as { transient: Record<string, string> }).transient['action.auto_create_index'] ?? null
  await setting('true')
  try {
    const gone = writeAlias(`${alias}__`, 7)
    const meta = { _index: gone, _id: 'a', version: 1, version_type: 'external_gte' }
    const body = Buffer.from(`${JSON.stringify({ delete: meta })}\n`)
    const answer = await cluster({ method: 'POST', path: '/_bulk', body }, { signal })
    expect(answer.body).toMatchObject({ items: [{ delete: { error: { type: 'invalid_index_name_exception' } } }] })
  } finally {
    await setting(before)
  }
})

test('an older version never overwrites a newer one, whichever is written first', async () => {
  const generation = await open(1)
  await fill(generation, { a: '{"v":2}' }, '2')
  expect((await fill(generation, { a: '{"v":1}' }, '1')).totals).toEqual({ indexed: 0, superseded: 1, rejected: 0 })
})

test('indexes of other families and look-alikes are left alone [I5]', async () => {
  const lookAlike = `${alias}__feed_id_${family}__copy`
  const other = `${alias}__feed_id_${family}__x__date_2023-11-14__timestamp_1__batch_id_abcd1234__`
  for (const index of [lookAlike, other]) await cluster({ method: 'PUT', path: `/${index}`, body: {} }, { signal })
  expect((await claim()).orphans).toEqual([])
  for (const index of [lookAlike, other]) {
    expect((await cluster({ method: 'HEAD', path: `/${index}` }, { signal })).status).toBe(200)
  }
  await deleteIndexes(cluster, [lookAlike, other], { signal })
})

test('an index of the system before, which has no write alias, is taken over as the live one', async () => {
  const index = `${alias}__feed_id_${family}__date_2023-11-14__timestamp_1__batch_id_abcd1234__`
  await cluster({ method: 'PUT', path: `/${index}`, body: { aliases: { [alias]: {} } } }, { signal })
  const { live, token } = await claim()
  expect(live).toMatchObject({ family, token, indexes: { [alias]: index } })
  const next = await open(token)
  await publishGeneration(cluster, next, { signal })
  const retention = { keep: 0, retireAfterMs: 0, now: Date.now() + 1 }
  expect(await retireGenerations(cluster, { family, aliases: [alias], signal }, retention)).toEqual([index])
})

test('refreshIndexes() of an index that is gone is an error, not a success', async () => {
  await expect(refreshIndexes(cluster, [`${alias}-absent`], { signal })).rejects.toThrow('index_not_found_exception')
})
