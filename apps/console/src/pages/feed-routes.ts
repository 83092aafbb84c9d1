import { type Context, Hono } from 'hono'
import { html } from 'hono/html'
import type { ConsoleEnv, Person } from '../console-env.ts'
import { OutgoingError, OutgoingNotFoundError } from '../outgoing/errors.ts'
import type { OutgoingClient } from '../outgoing/outgoing-client.ts'
import { confirmPage } from './confirm-page.ts'
import { actionWords, readAction } from './feed-actions.ts'
import { deadLettersPage, feedPage } from './feed-page.ts'
import type { Flash, PageContext } from './layout.ts'
import { layout } from './layout.ts'
import { troublePage } from './trouble-page.ts'
import { type ViewFeedOptions, viewFeed } from './view-feed.ts'

export interface FeedRoutesOptions extends Omit<ViewFeedOptions, 'outgoing'> {
  readonly outgoing: OutgoingClient | undefined
  readonly contextOf: (c: Context<ConsoleEnv>) => PageContext
}

const DEAD_LETTERS_PER_PAGE = 20

/** A feed's pages, and what can be done to it. Who may do it is decided before: here buttons are only hidden. */
export function feedRoutes({ outgoing, contextOf, ...viewing }: FeedRoutesOptions): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>()
  app.onError((error, c) => {
    if (!(error instanceof OutgoingError)) throw error
    const status = error instanceof OutgoingNotFoundError ? 404 : 502
    return c.html(troublePage(contextOf(c), 'This feed cannot be shown', error.message), status)
  })
  if (!outgoing) return app

  async function show(c: Context<ConsoleEnv>, feed: string, flash?: Flash, status: 200 | 409 = 200) {
    const view = await viewFeed(feed, { outgoing: outgoing as OutgoingClient, ...viewing })
    const live = `/live?feed=${encodeURIComponent(feed)}`
    const body = feedPage(view, c.var.person)
    return c.html(layout(contextOf(c), { title: feed, section: '/', body, live, flash }), status)
  }

  app.get('/:id', (c) => {
    const id = c.req.param('id')
    const done = readAction(c.req.query('done'))
    return show(c, id, done && { tone: 'good', text: actionWords[done].done(id) })
  })
  app.get('/:id/dead-letters', async (c) => {
    const id = c.req.param('id')
    const page = await outgoing.deadLetters(id, { limit: DEAD_LETTERS_PER_PAGE, after: c.req.query('after') })
    const body = deadLettersPage(id, page, viewing.now())
    return c.html(layout(contextOf(c), { title: `Dead letters of ${id}`, section: '/', body, refreshSeconds: 5 }))
  })
  app.get('/:id/:action', (c) => {
    const { id, action: name } = c.req.param()
    const action = readAction(name)
    if (!action) return c.notFound()
    const context = contextOf(c)
    if (c.var.person.role !== 'operator') {
      return c.html(
        troublePage(context, 'This needs an operator', 'You may look at everything here, and change nothing.'),
        403,
      )
    }
    return c.html(
      layout(context, { title: actionWords[action].button, section: '/', body: confirmPage(id, action, context) }),
    )
  })
  app.post('/:id/:action', async (c) => {
    const { id, action: name } = c.req.param()
    const action = readAction(name)
    if (!action) return c.notFound()
    try {
      await outgoing.act(id, action, nameOf(c.var.person))
    } catch (error) {
      if (!(error instanceof OutgoingError)) throw error
      return show(c, id, { tone: 'bad', text: `${actionWords[action].button}: ${error.message}` }, 409)
    }
    return c.redirect(`/feeds/${encodeURIComponent(id)}?done=${action}`, 303)
  })
  app.notFound((c) => c.html(troublePage(contextOf(c), 'There is no such page', html``), 404))
  return app
}

function nameOf({ name, email }: Person): string {
  return email === '' ? name : email
}
