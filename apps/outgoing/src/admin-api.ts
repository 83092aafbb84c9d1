import { createHash, timingSafeEqual } from 'node:crypto'
import type { FeedControl } from '@as/ingest'
import { Hono } from 'hono'
import type { FeedEntry } from './status-board.ts'

export interface AdminApiOptions {
  /** What `Authorization: Bearer …` has to carry. */
  readonly token: string
  readonly feedIds: readonly string[]
  readonly statuses: () => Promise<FeedEntry[]>
  readonly control: (feedId: string) => FeedControl | undefined
  /** Told each action that was carried out. */
  readonly onAction?: (feedId: string, action: string) => void
}

const actions: Readonly<Record<string, (control: FeedControl) => unknown>> = {
  run: (control) => control.runNow(),
  pause: (control) => control.pause(),
  resume: (control) => control.resume(),
  approve: (control) => control.approve(),
  reject: (control) => control.reject(),
  'roll-back': (control) => control.rollBack(),
}

/**
 * What operators and the console ask of outgoing: `GET /feeds`, `GET /feeds/{id}`, and `POST /feeds/{id}/{action}`, where
 * an action is run, pause, resume, approve, reject or roll-back. Every request carries the token.
 *
 * Answers JSON: 200 with the feed's status; 401; 404 for an unknown feed or action; 409 `{"details":…}` where the feed
 * is another instance's, or there is nothing to approve, reject or roll back.
 */
export function createAdminApi({ token, feedIds, statuses, control, onAction }: AdminApiOptions): Hono {
  const app = new Hono()
  app.use(async (c, next) => {
    if (isToken(c.req.header('authorization'), token)) return await next()
    return c.json({ details: 'Send the admin token: Authorization: Bearer …' }, 401)
  })
  app.notFound((c) => c.json({ details: '404: Not Found' }, 404))
  app.onError((error, c) => c.json({ details: error.message }, 409))
  const statusOf = async (feedId: string) => (await statuses()).find(({ feed }) => feed === feedId)

  app.get('/feeds', async (c) => c.json({ feeds: await statuses() }))
  app.get('/feeds/:id', async (c) => {
    const status = await statusOf(c.req.param('id'))
    return status ? c.json(status) : c.notFound()
  })
  app.post('/feeds/:id/:action', async (c) => {
    const { id, action } = c.req.param()
    const act = Object.hasOwn(actions, action) ? actions[action] : undefined
    if (!act || !feedIds.includes(id)) return c.notFound()
    const held = control(id)
    if (!held) {
      const holder = (await statusOf(id))?.holder
      return c.json({ details: `Another instance reads this feed: ${holder ?? 'none at the moment'}.`, holder }, 409)
    }
    if ((await act(held)) === false) return c.json({ details: 'No generation of this feed is held.' }, 409)
    onAction?.(id, action)
    return c.json(await statusOf(id))
  })
  return app
}

/** In the same time whatever was sent. */
function isToken(header: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`))
}
