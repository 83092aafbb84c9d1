import * as v from 'valibot'
import {
  OutgoingNotFoundError,
  OutgoingRefusedError,
  OutgoingUnclearError,
  OutgoingUnreachableError,
} from './errors.ts'
import { shareCalls } from './share-calls.ts'
import {
  type DeadLetterPage,
  type DeletionReceipt,
  deadLetterPage,
  type FeedEntry,
  feedEntry,
  feedList,
  type Generation,
  generationList,
  type HeldDifference,
  heldDifference,
  type Instance,
  instanceList,
  type PassRecord,
  pageList,
  passList,
  receiptList,
} from './wire.ts'

/** What an operator can have done to a feed. */
export type FeedAction = 'run' | 'pause' | 'resume' | 'approve' | 'reject' | 'roll-back'

/** Outgoing's admin API. Every method throws an `OutgoingError`; answers are shared by all who ask within a second. */
export interface OutgoingClient {
  feeds(): Promise<readonly FeedEntry[]>
  feed(id: string): Promise<FeedEntry>
  passes(id: string, limit: number): Promise<readonly PassRecord[]>
  receipts(id: string, limit: number): Promise<readonly DeletionReceipt[]>
  deadLetters(id: string, page: { limit: number; after?: string | undefined }): Promise<DeadLetterPage>
  generations(id: string): Promise<readonly Generation[]>
  /** `undefined` where nothing is held. */
  held(id: string): Promise<HeldDifference | undefined>
  /** The pages that documents came from: `_version` → URL, as far as that is known; of at most 100. */
  pages(id: string, versions: readonly string[]): Promise<ReadonlyMap<string, string>>
  instances(): Promise<readonly Instance[]>
  /** Carried out by whoever holds the feed, and kept in its history with the person's name. */
  act(id: string, action: FeedAction, person: string): Promise<void>
}

export interface OutgoingClientOptions {
  /** `http://127.0.0.1:8081` */
  readonly url: string
  readonly token: string
  /** For one request, up to the last byte of its answer. Default: 12,000, as one instance of outgoing asks another for up to 10 s. */
  readonly timeoutMs?: number
  /** For an action: approving swaps indexes. Default: 30,000. */
  readonly actionTimeoutMs?: number
  /** Default: the global one. */
  readonly fetch?: typeof fetch
}

/** Outgoing takes no longer name. */
const MAX_PERSON = 200

export function createOutgoingClient(options: OutgoingClientOptions): OutgoingClient {
  const { url, token, timeoutMs = 12_000, actionTimeoutMs = 30_000, fetch: send = fetch } = options
  const base = url.replace(/\/+$/, '')
  const shared = shareCalls(1_000)

  async function request(method: 'GET' | 'POST', path: string, headers: Readonly<Record<string, string>> = {}) {
    const signal = AbortSignal.timeout(method === 'GET' ? timeoutMs : actionTimeoutMs)
    try {
      const response = await send(base + path, {
        method,
        headers: { authorization: `Bearer ${token}`, ...headers },
        redirect: 'error',
        signal,
      })
      return { status: response.status, body: parsed(await response.text()) }
    } catch (cause) {
      throw new OutgoingUnreachableError({ cause })
    }
  }

  function get<Schema extends v.GenericSchema>(schema: Schema, path: string): Promise<v.InferOutput<Schema>> {
    return shared.ask(path, async () => {
      const { status, body } = await request('GET', path)
      if (status === 404) throw new OutgoingNotFoundError(path)
      if (status !== 200) throw new OutgoingRefusedError(status, detailsOf(body))
      const result = v.safeParse(schema, body)
      if (result.success) return result.output
      throw new OutgoingUnclearError(path, v.getDotPath(result.issues[0]) ?? 'the whole')
    })
  }

  const of = (id: string) => `/feeds/${encodeURIComponent(id)}`
  return {
    feeds: async () => (await get(feedList, '/feeds')).feeds,
    feed: (id) => get(feedEntry, of(id)),
    passes: async (id, limit) => (await get(passList, `${of(id)}/passes?limit=${limit}`)).passes,
    receipts: async (id, limit) => (await get(receiptList, `${of(id)}/receipts?limit=${limit}`)).receipts,
    deadLetters: (id, { limit, after }) =>
      get(
        deadLetterPage,
        `${of(id)}/dead-letters?limit=${limit}${after === undefined ? '' : `&after=${encodeURIComponent(after)}`}`,
      ),
    generations: async (id) => (await get(generationList, `${of(id)}/generations`)).generations,
    held: (id) =>
      get(heldDifference, `${of(id)}/held`).catch((error: unknown) => {
        if (error instanceof OutgoingNotFoundError) return undefined
        throw error
      }),
    async pages(id, versions) {
      const query = versions.map((version) => `version=${encodeURIComponent(version)}`).join('&')
      const { pages } = await get(pageList, `${of(id)}/pages?${query}`)
      return new Map(pages.map(({ version, url }) => [version, url]))
    },
    instances: async () => (await get(instanceList, '/instances')).instances,
    async act(id, action, person) {
      // a header is bytes, each of them a character here: outgoing reads them as UTF-8
      const acting = Buffer.from(person.slice(0, MAX_PERSON)).toString('latin1')
      const { status, body } = await request('POST', `${of(id)}/${action}`, { 'x-acting-person': acting })
      shared.forget()
      if (status === 404) throw new OutgoingNotFoundError(`${of(id)}/${action}`)
      if (status !== 200) throw new OutgoingRefusedError(status, detailsOf(body))
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Outgoing says what is wrong as `{"details":"…"}`. */
function detailsOf(body: unknown): string | undefined {
  const details = typeof body === 'object' && body !== null && 'details' in body ? body.details : undefined
  return typeof details === 'string' ? details : undefined
}
