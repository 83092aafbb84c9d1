import { hash } from 'node:crypto'
import type { Generation, SearchCluster } from '@as/index-swapper'
import { expect, test } from 'vitest'
import { type Swap, takeReceipt } from './take-receipt.ts'

const generation = (name: string): Generation => ({
  family: 'f',
  token: 7,
  indexes: { activities: `a-${name}`, objects: `o-${name}` },
})
const swap: Swap = { before: generation('1'), after: generation('2'), pointInTime: 'pit', at: 0, token: 7 }

interface Question {
  readonly pit?: unknown
  readonly query?: { readonly terms: { readonly _index: readonly string[] } }
  readonly search_after?: unknown
}

/** Answers searches for ids, sorted; `undefined` for an index that is gone. */
const clusterOf = (ids: Readonly<Record<string, readonly string[] | undefined>>): SearchCluster =>
  async function answer({ path, body }) {
    const { query } = body as Question
    const index = query?.terms._index[0] ?? path.split('/')[1] ?? ''
    const found = ids[index]
    if (!found) return { status: 404, body: { error: { type: 'index_not_found_exception', reason: 'gone' } } }
    return { status: 200, body: { hits: { hits: found.toSorted().map((id) => ({ sort: [id] })) } } }
  }

const take = async (cluster: SearchCluster, changes: Partial<Swap> = {}, signal = new AbortController().signal) => {
  const errors: unknown[] = []
  const receipt = await takeReceipt(
    cluster,
    { ...swap, ...changes },
    { signal, onError: (error) => errors.push(error) },
  )
  return { receipt, errors }
}

const whole = { 'a-1': ['1', '2', '3'], 'a-2': ['2', '3', '4', '5'], 'o-1': ['x'], 'o-2': [] }

test('takeReceipt() counts what each alias gained and lost, and names it by hashes [G5]', async () => {
  const { receipt, errors } = await take(clusterOf(whole))
  expect(receipt).toEqual({
    at: '1970-01-01T00:00:00.000Z',
    token: 7,
    activities: { added: 2, removed: 1 },
    objects: { added: 0, removed: 1 },
    removedIds: ['1', 'x'].map((id) => hash('sha256', id, 'hex')),
    complete: true,
  })
  expect(errors).toEqual([])
})

test('takeReceipt() names no more than 1,000 ids, and counts all', async () => {
  const many = Array.from({ length: 1_500 }, (_, n) => `${n}`)
  const { receipt } = await take(clusterOf({ ...whole, 'a-1': many, 'a-2': [] }))
  expect(receipt).toMatchObject({ activities: { added: 0, removed: 1_500 }, complete: true })
  expect(receipt.removedIds).toHaveLength(1_000)
})

test('takeReceipt() says that it is not complete where an index is gone, or what was swapped in was not kept [G5]', async () => {
  const gone = await take(clusterOf({ ...whole, 'o-1': undefined }))
  expect(gone.receipt).toMatchObject({ activities: { added: 2, removed: 1 }, complete: false })
  expect(gone.errors).toMatchObject([{ status: 404 }])
  const { receipt } = await take(clusterOf(whole), { pointInTime: undefined })
  expect(receipt).toMatchObject({ activities: { added: 2, removed: 1 }, complete: false })
})

test('takeReceipt() that is ended says so, without an error', async () => {
  const aborted: SearchCluster = async (_request, { signal }) => {
    signal.throwIfAborted()
    throw new Error('not aborted')
  }
  const { receipt, errors } = await take(aborted, {}, AbortSignal.abort())
  expect(receipt).toMatchObject({ activities: { added: 0, removed: 0 }, complete: false })
  expect(errors).toEqual([])
})
