import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { RefusedSearchError } from '../src/errors.ts'
import { arbitrarySearch } from './arbitrary-search.ts'
import { canary, makeTwoWorlds, type TwoWorlds } from './two-worlds.ts'

/** 10,000 with `NON_INTERFERENCE_BODIES=10000`. */
const bodies = Number(process.env.NON_INTERFERENCE_BODIES ?? 300)
const seed = Number(process.env.NON_INTERFERENCE_SEED ?? Math.floor(Math.random() * 2 ** 31))
const shardCounts = [1, 3]
const worlds = new Map<number, TwoWorlds>()

beforeAll(async () => {
  const run = randomUUID().slice(0, 8)
  for (const shards of shardCounts) {
    worlds.set(shards, await makeTwoWorlds({ url: inject('opensearchUrl'), run, shards }))
  }
})
afterAll(async () => {
  for (const made of worlds.values()) await made[Symbol.asyncDispose]()
})

/** OpenSearch's own faults, at valid searches and whatever documents there are: bounds of no places, `fields: ["*"]`. */
const faults = /Index 1 out of bounds for length 1|Cannot fetch values for metadata field \[parent_join\]/

const kinds = shardCounts.flatMap((shards) => [false, true].map((strict) => ({ shards, strict })))

test.each(kinds)(
  'hidden documents change no answer to any search (shards: $shards, strict key: $strict)',
  { timeout: 60_000 + bodies * 100 },
  async ({ shards, strict }) => {
    const numRuns = Math.ceil(bodies / kinds.length)
    const count = { answered: 0, failed: 0, refused: 0 }
    const property = fc.asyncProperty(arbitrarySearch({ strict }), async (search) => {
      count[await compareAnswers(search, shards, strict)] += 1
    })
    console.info(`non-interference: NON_INTERFERENCE_SEED=${seed}, ${numRuns} searches`)
    await fc.assert(property, {
      numRuns,
      seed: seed + kinds.findIndex((kind) => kind.shards === shards) + Number(strict),
    })
    console.info(`non-interference: ${JSON.stringify(count)}`)
    // or it would show nothing
    expect(count.answered).toBeGreaterThan(numRuns / 5)
    expect(count.refused).toBeGreaterThan(0)
  },
)

/** @returns What became of the search, the same in both worlds. */
async function compareAnswers(
  search: Record<string, unknown>,
  shards: number,
  strict: boolean,
): Promise<'answered' | 'failed' | 'refused'> {
  const body = (index: string): Record<string, unknown> =>
    JSON.parse(JSON.stringify(search).replaceAll('INDEX', index)) as Record<string, unknown>
  try {
    const [full, alone] = (await worlds.get(shards)?.askBoth(body, { strict })) ?? []
    if (!full || !alone) throw new Error(`no world of ${shards} shards`)
    expect(full.status).toBe(alone.status)
    expect(full.status < 500 || faults.test(full.raw)).toBe(true)
    expect(full.raw).not.toContain(canary)
    expect(withoutScores(full.text, search, strict)).toEqual(withoutScores(alone.text, search, strict))
    return full.status === 200 ? 'answered' : 'failed'
  } catch (error) {
    if (error instanceof RefusedSearchError) return 'refused'
    throw error
  }
}

/** Where scores make the order, and hidden documents the scores, the hits of one page are compared as a set. */
function withoutScores(text: string, { sort, rescore }: Record<string, unknown>, strict: boolean): unknown {
  const answer = JSON.parse(text) as { hits?: { hits: { _id: string; sort?: unknown }[] } }
  if (strict) return answer
  const hits = answer.hits?.hits ?? []
  if (JSON.stringify(sort ?? '').includes('_score')) for (const hit of hits) delete hit.sort
  if (rescore !== undefined) hits.sort((a, b) => (a._id < b._id ? -1 : 1))
  return answer
}
