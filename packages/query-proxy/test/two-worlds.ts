import type { Guard } from '../src/grammar/guards.ts'
import { type AccessKey, forwardSearch, type Permission, type SearchForwarder } from '../src/index.ts'
import { connectOpenSearch } from '../src/opensearch-connection.ts'
import { restrictSearchWithout } from '../src/restrict-search.ts'

/** A search's body; it may name the index that it is sent to. */
export type Body = Record<string, unknown> | ((index: string) => Record<string, unknown>)

interface Asked {
  /** What one of these worlds answered: what has to differ for other reasons is taken out. */
  readonly status: number
  readonly text: string
  /** What it answered, word for word. */
  readonly raw: string
}

/** Two indexes alike, but for documents that the permission hides: these are in the first one only. */
export interface TwoWorlds extends AsyncDisposable {
  readonly full: string
  readonly alone: string
  readonly forwarder: SearchForwarder
  /** Sends a search through restriction and forwarding to one of them. */
  ask(index: string, body: Body, options?: AskOptions): Promise<Asked>
  askBoth(body: Body, options?: AskOptions): Promise<[Asked, Asked]>
}

interface AskOptions {
  readonly strict?: boolean
  readonly without?: readonly Guard[]
  readonly permissions?: readonly Permission[]
}

/** What only hidden documents have, and no search of a test. */
export const canary = 'cnrykwzx'

export const publicOnly: Permission = { type: 'terms', field: 'kind', values: ['pub'] }

const properties = {
  id: { type: 'keyword' },
  kind: { type: 'keyword' },
  type: { type: 'keyword' },
  n: { type: 'long' },
  factor: { type: 'float' },
  published: { type: 'date' },
  name: { type: 'text', fields: { raw: { type: 'keyword' } } },
  secret: { type: 'text' },
  tags: {
    type: 'nested',
    properties: { name: { type: 'text' }, raw: { type: 'keyword' }, n: { type: 'long' }, on: { type: 'date' } },
  },
  place: { type: 'geo_point' },
  area: { type: 'geo_shape' },
  rank: { type: 'rank_feature' },
  relation: { type: 'join', relations: { parent: 'child' } },
  stored: { type: 'percolator' },
  done: { type: 'completion' },
}

type Document = Record<string, unknown> & { readonly id: string }

const letters = Array.from('abcdefghijklmnopqrstuvwxyz')

function visible(): Document[] {
  return Array.from({ length: 8 }, (_, i) => ({
    id: `v${i}`,
    kind: i === 3 ? ['other', 'pub'] : 'pub',
    type: i % 2 === 0 ? 'even' : 'odd',
    n: i,
    factor: i + 0.5,
    published: `2024-01-0${i + 1}`,
    name: `visible number w${i} shared ${i % 2 === 0 ? 'rare' : 'number number'}`,
    tags: [
      { name: `tag shared t${i}`, raw: `t${i % 3}`, n: i, on: `2024-01-0${i + 1}` },
      { name: 'tag second', raw: 'second', n: i * 10 },
    ],
    place: [i, i],
    area: { type: 'point', coordinates: [i, i] },
    rank: i + 1,
    done: `done w${i}`,
    ...(i === 1 ? { relation: { name: 'child', parent: 'h0' } } : {}),
    ...(i === 2 ? { relation: 'parent' } : {}),
    ...(i === 0 ? { stored: { match: { name: 'numbex' } } } : {}),
  }))
}

function hidden(): Document[] {
  return Array.from({ length: 70 }, (_, i) => ({
    id: `h${i}`,
    ...(i === 10 ? {} : { kind: i === 11 ? ['hid', 'public'] : 'hid' }),
    type: i % 2 === 0 ? 'even' : `hidden-${i}`,
    n: 1_000 + i,
    factor: 0.001 * i,
    published: '2030-01-01',
    name: `numba numbex nombe${letters[i % 26]} shared shared w3 numbd${i} wx${i} wy${i} wz${i} ${canary}`,
    secret: `${canary} numbex`,
    tags: [
      { name: `shared shared numbex ${canary}`, raw: `hidden-${i}`, n: 5, on: '2030-01-01' },
      { name: 'shared', raw: 't1', n: 5 },
    ],
    place: [i / 2, i / 2],
    area: {
      type: 'envelope',
      coordinates: [
        [-1, 20],
        [20, -1],
      ],
    },
    rank: 100 + i,
    points: 3,
    done: `done numbex${i}`,
    ...(i === 0 ? { relation: 'parent' } : {}),
    ...(i === 1 ? { relation: { name: 'child', parent: 'v2' } } : {}),
  }))
}

/** The visible documents stand between the hidden ones, in the same order. */
function mixed(): Document[] {
  const others = hidden()
  return visible()
    .flatMap((document, at) => [...others.splice(0, at === 7 ? 35 : 5), document])
    .concat(others)
}

export interface TwoWorldsOptions {
  readonly url: string
  /** Makes the names of the indexes. */
  readonly run: string
  readonly shards?: number
}

export async function makeTwoWorlds({ url, run, shards = 1 }: TwoWorldsOptions): Promise<TwoWorlds> {
  const full = `worlds-${run}-full-${shards}`
  const alone = `worlds-${run}-alone-${shards}`
  const call = async (method: string, path: string, body?: string): Promise<void> => {
    const headers = { 'content-type': path.includes('_bulk') ? 'application/x-ndjson' : 'application/json' }
    const answer = await fetch(`${url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) })
    const text = await answer.text()
    if (!answer.ok || text.includes('"errors":true')) throw new Error(`${method} ${path}: ${text.slice(0, 1_000)}`)
  }
  for (const [index, documents] of [
    [full, mixed()],
    [alone, visible()],
  ] as const) {
    const settings = { number_of_shards: shards, number_of_replicas: 0, refresh_interval: -1 }
    await call('PUT', `/${index}`, JSON.stringify({ settings, mappings: { dynamic: 'false', properties } }))
    const lines = documents.flatMap((document, at) => {
      const version = { version: at + 1, version_type: 'external' }
      const routing = shards === 1 ? { routing: '1' } : { routing: document.id.slice(1) }
      return [JSON.stringify({ index: { _id: document.id, ...routing, ...version } }), JSON.stringify(document)]
    })
    await call('POST', `/${index}/_bulk?refresh=true`, `${lines.join('\n')}\n`)
  }

  const hasFuzzyText = (await majorVersion(url)) >= 3
  const connection = connectOpenSearch({ url })
  const forwarder = forwardSearch(connection)

  const ask = async (index: string, body: Body, options: AskOptions = {}): Promise<Asked> => {
    const { strict = false, without = [], permissions = [publicOnly] } = options
    const key: Pick<AccessKey, 'permissions' | 'strict'> = { permissions: { [index]: permissions }, strict }
    const bytes = new TextEncoder().encode(JSON.stringify(typeof body === 'function' ? body(index) : body))
    const restricted = restrictSearchWithout(without, bytes, { alias: index, key, hasFuzzyText })
    const { signal } = new AbortController()
    const { status, body: answer } = await forwarder.search({ alias: index, body: restricted, signal })
    const raw = await new Response(answer as ReadableStream<Uint8Array>).text()
    return { status, text: comparable(raw, [full, alone], strict), raw }
  }
  return {
    full,
    alone,
    forwarder,
    ask,
    askBoth: async (body, options) => await Promise.all([ask(full, body, options), ask(alone, body, options)]),
    async [Symbol.asyncDispose]() {
      await connection[Symbol.asyncDispose]()
      await call('DELETE', `/${full},${alone}`)
    },
  }
}

/** OpenSearch's, which some of what is refused depends on. */
export async function majorVersion(url: string): Promise<number> {
  const { version } = (await (await fetch(url)).json()) as { version: { number: string } }
  return Number(version.number.split('.')[0])
}

/** Without what differs between any two indexes: time, names, and scores where the key is not strict. */
function comparable(raw: string, indexes: readonly string[], strict: boolean): string {
  let text = raw.replace(/"took":\d+/, '"took":0').replace(/"(index_uuid|node)":"[^"]*"/g, '"$1":""')
  for (const index of indexes) text = text.replaceAll(index, 'INDEX')
  if (strict) return text
  return text.replace(/"(_score|max_score)":[-\d.eE]+/g, '"$1":0')
}
