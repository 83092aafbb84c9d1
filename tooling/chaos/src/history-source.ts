import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Random } from './random.ts'

/** One row of the source, as it is now. */
interface Row {
  readonly id: string
  /** Grows with each change of the row; the index has it as `published`. */
  readonly revision: number
  /** The activity, byte for byte as it is served. */
  readonly text: string
}

/** Answers in the source's place; `false` lets it answer as usual. `page` is about the how-manieth of the feed it is. */
export type SourceFault = (
  exchange: { readonly page: number; readonly body: string },
  response: ServerResponse,
) => boolean

export interface HistorySourceOptions {
  /** The feed's id, which is in every activity's. */
  readonly feed: string
  readonly random: Random
  readonly pageSize?: number
}

/** A source that remembers all it ever said. */
export interface HistorySource extends AsyncDisposable {
  readonly feed: string
  readonly seed: string
  /** Readings that began at the feed's first page. */
  readonly readings: number
  /** What the source says now, by the activities' ids. */
  readonly rows: ReadonlyMap<string, Row>
  /** Every text that an activity ever had. */
  texts(id: string): readonly string[]
  /** Adds rows at the end of the feed. */
  insert(count: number): void
  /** Adds a row of this text at the end; `id` is that of its activity. */
  insertText(id: string, text: string): void
  /** Changes a row, which moves to the end of the feed. */
  update(id: string): void
  /** Changes a row where it stands. */
  edit(id: string): void
  remove(id: string): void
  /** Takes a row's place now and returns what commits it there, later than rows behind it. */
  insertLate(): () => void
  /** Until called with `undefined`, every request goes through `fault` first. */
  interfere(fault: SourceFault | undefined): void
  /** Called after each page served, with about the how-manieth of the feed it is. */
  onPage: ((page: number) => void) | undefined
}

const words = 'trade fair export company visit market service order advice region sector meeting report'.split(' ')
/** Revisions are counted in milliseconds after this. */
export const revisionZero: number = Date.UTC(2026, 0, 1)

/** Starts a feed of pages, oldest change first, with keyset cursors, that a scenario changes as it goes. */
export async function startHistorySource({
  feed,
  random,
  pageSize = 100,
}: HistorySourceOptions): Promise<HistorySource> {
  const rows = new Map<string, Row>()
  const order = new Map<number, string>()
  const places = new Map<string, number>()
  const history = new Map<string, string[]>()
  let lastKey = 0
  let lastNumber = 0
  let readings = 0
  let fault: SourceFault | undefined

  const say = (row: Row): void => {
    rows.set(row.id, row)
    const texts = history.get(row.id) ?? []
    texts.push(row.text)
    history.set(row.id, texts)
  }
  const place = (id: string, key: number): void => {
    order.delete(places.get(id) ?? -1)
    order.set(key, id)
    places.set(id, key)
  }
  const compose = (number: number, revision: number): Row => {
    const id = `chaos:${feed}:${number}`
    const name = Array.from({ length: 6 }, () => random.pick(words)).join(' ')
    const published = new Date(revisionZero + revision).toISOString()
    const object = { id: `${id}:object`, type: 'Document', name, 'chaos:revision': revision }
    return { id, revision, text: JSON.stringify({ id, type: 'Update', published, object }) }
  }
  const insertAt = (key: number): void => {
    lastNumber += 1
    const row = compose(lastNumber, 1)
    say(row)
    place(row.id, key)
  }
  const change = (id: string): void => {
    const row = rows.get(id)
    if (row) say(compose(Number(id.split(':').at(-1)), row.revision + 1))
  }
  const page = (after: number, origin: string): string => {
    const keys = [...order.keys()].filter((key) => key > after).sort((one, other) => one - other)
    const shown = keys.slice(0, pageSize)
    const items = shown.map((key) => rows.get(order.get(key) ?? '')?.text ?? '')
    const next = keys.length > shown.length ? `,"next":"${origin}/feed?after=${shown.at(-1)}"` : ''
    return `{"@context":"https://www.w3.org/ns/activitystreams","type":"Collection","orderedItems":[${items.join(',')}]${next}}`
  }

  const source: HistorySource = {
    feed,
    seed: '',
    get readings() {
      return readings
    },
    rows,
    texts: (id) => history.get(id) ?? [],
    insert(count) {
      for (let n = 0; n < count; n += 1) insertAt(++lastKey)
    },
    insertText(id, text) {
      say({ id, revision: 1, text })
      place(id, ++lastKey)
    },
    update(id) {
      change(id)
      place(id, ++lastKey)
    },
    edit: change,
    remove(id) {
      rows.delete(id)
      order.delete(places.get(id) ?? -1)
      places.delete(id)
    },
    insertLate() {
      const key = ++lastKey
      return () => insertAt(key)
    },
    interfere(next) {
      fault = next
    },
    onPage: undefined,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
  const server = createServer((request: IncomingMessage, response) => {
    const { searchParams, origin } = new URL(request.url ?? '/', `http://${request.headers.host}`)
    const after = searchParams.get('after')
    if (after === null) readings += 1
    const before = [...order.keys()].filter((key) => key <= Number(after ?? 0)).length
    const number = 1 + Math.round(before / pageSize)
    const body = page(Number(after ?? 0), origin)
    if (!fault?.({ page: number, body }, response)) {
      response.writeHead(200, { 'content-type': 'application/activity+json' }).end(body)
    }
    source.onPage?.(number)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return Object.assign(source, { seed: `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed` })
}
