import { expect, test } from 'vitest'
import { findPages } from './find-pages.ts'
import type { FoundDocument } from './run-search.ts'

const document = (feed: string | undefined, version: string | undefined): FoundDocument => ({
  id: 'x',
  feed,
  version,
  generation: undefined,
  text: '{}',
  name: undefined,
  types: [],
  published: undefined,
})
const documents = [
  document('a', '9007199254740993'),
  document('a', '9007199254740992'),
  document('b', '7'),
  document(undefined, '8'),
]

test('findPages() asks once for each feed', async () => {
  const asked: unknown[] = []
  const pages = async (feed: string, versions: readonly string[]) => {
    asked.push([feed, ...versions])
    return new Map(versions.slice(0, 1).map((version) => [version, `https://${feed}/${version}`]))
  }
  expect([...(await findPages(documents, { pages }))]).toEqual([
    [documents[0], 'https://a/9007199254740993'],
    [documents[2], 'https://b/7'],
  ])
  expect(asked).toEqual([
    ['a', '9007199254740993', '9007199254740992'],
    ['b', '7'],
  ])
})

test('findPages() does without what fails or takes long, and without outgoing', async () => {
  const pages = (feed: string) =>
    feed === 'a' ? Promise.reject(new Error('down')) : new Promise<ReadonlyMap<string, string>>(() => undefined)
  expect((await findPages(documents, { pages }, 1)).size).toBe(0)
  expect((await findPages(documents, undefined)).size).toBe(0)
})
