import { createHash, timingSafeEqual } from 'node:crypto'
import type { DeadLetterPage, DeletionReceipt } from '@as/ingest'
import { describeError } from '@as/service'
import { type Context, type Handler, Hono } from 'hono'
import { actingPerson } from './acting-person.ts'
import { type FeedAnswer, type FeedRequest, isAction, refuse } from './feed-request.ts'
import type { Instance } from './instances.ts'
import type { PassRecord } from './pass-record.ts'
import type { FeedEntry } from './status-board.ts'

export interface AdminApiOptions {
  /** What `Authorization: Bearer …` has to carry. */
  readonly token: string
  readonly feedIds: readonly string[]
  readonly statuses: (feedIds: readonly string[]) => Promise<FeedEntry[]>
  /** The newest first. */
  readonly passes: (feedId: string, limit: number) => Promise<PassRecord[]>
  readonly receipts: (feedId: string, limit: number) => Promise<DeletionReceipt[]>
  readonly deadLetters: (feedId: string, page: { limit: number; after?: string | undefined }) => Promise<DeadLetterPage>
  /** Looks up documents by their `_version`: version → the URL of the page it came from. */
  readonly pages: (feedId: string, versions: readonly string[]) => Promise<ReadonlyMap<string, string>>
  readonly instances: () => Promise<Instance[]>
  /** Asks the feed's holder. */
  readonly ask: (holder: string, request: FeedRequest) => Promise<FeedAnswer>
}

const MAX_LIMIT = 100
const DEFAULT_LIMIT = 20

/** Longer than any `next` that is given out. */
const MAX_AFTER_LENGTH = 2_000

/**
 * What operators and the console ask of outgoing: see the README for every path. Each request carries the token; any
 * instance answers it, and what only a feed's holder can do or knows is asked of that one.
 *
 * Answers JSON, an error as `{"details": "…"}`: 400 for a parameter out of bounds; 401; 404 for an unknown feed or path,
 * and where nothing is held; 405; 409 where there is nothing to approve, reject or roll back; 503 where nobody holds the
 * feed, or Redis or OpenSearch does not answer; 504 where the holder does not.
 */
export function createAdminApi(options: AdminApiOptions): Hono {
  const { token, feedIds, statuses, passes, receipts, deadLetters, pages, instances, ask } = options
  const app = new Hono()
  app.use(async (c, next) => {
    if (isToken(c.req.header('authorization'), token)) return await next()
    c.header('WWW-Authenticate', 'Bearer')
    return c.json({ details: 'Send the admin token: Authorization: Bearer …' }, 401)
  })
  app.notFound((c) => c.json({ details: '404: Not Found' }, 404))
  app.onError((error, c) => {
    if (error instanceof ParameterError) return c.json({ details: error.message }, 400)
    return c.json({ details: describeError(error) }, 503)
  })

  const get = (path: string, handler: Handler) => {
    // Hono has HEAD answered as GET
    app.get(path, (c, next) => (c.req.method === 'HEAD' ? methodNotAllowed('GET')(c) : handler(c, next)))
    app.all(path, methodNotAllowed('GET'))
  }
  const getOfFeed = (path: string, answer: (c: Context, feedId: string) => Promise<Response>) =>
    get(path, async (c) => {
      const feedId = c.req.param('id') ?? ''
      return feedIds.includes(feedId) ? await answer(c, feedId) : c.notFound()
    })
  const statusOf = async (feedId: string) => (await statuses([feedId]))[0]
  const askHolder = async (c: Context, request: FeedRequest) => {
    const holder = (await statusOf(request.feed))?.holder
    const { status, body } = holder === undefined ? nobody : await ask(holder, request)
    return c.json(body as object, status)
  }

  get('/feeds', async (c) => c.json({ feeds: await statuses(feedIds) }))
  get('/instances', async (c) => c.json({ instances: await instances() }))
  getOfFeed('/feeds/:id', async (c, feedId) => c.json(await statusOf(feedId)))
  getOfFeed('/feeds/:id/passes', async (c, feedId) => c.json({ passes: await passes(feedId, limitOf(c)) }))
  getOfFeed('/feeds/:id/receipts', async (c, feedId) => c.json({ receipts: await receipts(feedId, limitOf(c)) }))
  getOfFeed('/feeds/:id/dead-letters', async (c, feedId) =>
    c.json(await deadLetters(feedId, { limit: limitOf(c), after: afterOf(c) }).catch(throwUnreadableAfter)),
  )
  getOfFeed('/feeds/:id/pages', async (c, feedId) => {
    const found = await pages(feedId, versionsOf(c))
    return c.json({ pages: [...found].map(([version, url]) => ({ version, url })) })
  })
  for (const what of ['generations', 'held'] as const) {
    getOfFeed(`/feeds/:id/${what}`, (c, feed) => askHolder(c, { feed, ask: what, person: personOf(c) }))
  }
  app.post('/feeds/:id/:action', async (c) => {
    const { id: feed, action } = c.req.param()
    if (!isAction(action) || !feedIds.includes(feed)) return c.notFound()
    return await askHolder(c, { feed, ask: action, person: personOf(c) })
  })
  app.all('/feeds/:id/:action', (c) => (isAction(c.req.param('action')) ? methodNotAllowed('POST')(c) : c.notFound()))
  return app
}

const nobody = refuse(503, 'No instance reads this feed at the moment; try again.')

class ParameterError extends Error {}

function limitOf(c: Context): number {
  const given = c.req.query('limit')
  if (given === undefined) return DEFAULT_LIMIT
  const limit = /^\d{1,3}$/.test(given) ? Number(given) : 0
  if (limit < 1 || limit > MAX_LIMIT) throw new ParameterError(`limit: expected a whole number from 1 to ${MAX_LIMIT}`)
  return limit
}

function afterOf(c: Context): string | undefined {
  const after = c.req.query('after')
  if (after === '' || (after?.length ?? 0) > MAX_AFTER_LENGTH) throwUnreadableAfter(new RangeError())
  return after
}

/** As texts: most are greater than a JavaScript number can be. */
function versionsOf(c: Context): string[] {
  const versions = [...new Set(c.req.queries('version'))]
  if (versions.length >= 1 && versions.length <= MAX_LIMIT && versions.every(isVersion)) return versions
  throw new ParameterError(`version: expected from 1 to ${MAX_LIMIT} whole numbers of at most 19 digits`)
}

const isVersion = (text: string) => /^\d{1,19}$/.test(text)

function throwUnreadableAfter(error: unknown): never {
  throw error instanceof RangeError ? new ParameterError('after: expected the "next" of the page before') : error
}

function personOf(c: Context): string {
  const person = actingPerson(c.req.header('x-acting-person'))
  if (person === undefined) throw new ParameterError('X-Acting-Person: expected at most 200 printable characters')
  return person
}

const methodNotAllowed = (allowed: string) => (c: Context) => {
  c.header('Allow', allowed)
  return c.json({ details: '405: Method Not Allowed' }, 405)
}

/** In the same time whatever was sent. */
function isToken(header: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`))
}
