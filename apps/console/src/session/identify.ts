import { randomBytes } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import type { ConsoleEnv, Person } from '../console-env.ts'
import { returnPath } from '../login/return-path.ts'
import { type AnswerNotice, looksAtPages } from '../notices/answer-notice.ts'
import { csrfTokenOf } from '../security/csrf-token.ts'
import { readCookie } from './cookies.ts'
import type { SessionStore } from './session-store.ts'

/** Who asks, by their session. Without one they are sent to log in, or told so where no page is asked for: 401. */
export function identifyBySession(sessions: SessionStore, answer: AnswerNotice): MiddlewareHandler<ConsoleEnv> {
  return async (c, next) => {
    const id = readCookie(c, 'session')
    const person = id === undefined ? undefined : await sessions.find(id)
    if (id !== undefined && person) {
      c.set('person', person)
      c.set('csrfToken', csrfTokenOf(id))
      return await next()
    }
    if (c.req.method !== 'GET' || !looksAtPages(c)) {
      return await answer(c, 401, {
        title: 'You are not logged in',
        sentences: ['Your session has ended, or never began. Log in and try again.'],
        links: [{ text: 'Log in', href: '/login' }],
      })
    }
    const { pathname, search } = new URL(c.req.url)
    const query = new URLSearchParams({ return: returnPath(pathname + search) }).toString()
    return c.redirect(`/login?${query}`, 302)
  }
}

/** Who sits at this machine, where nobody logs in. */
export const nobody: Person = { name: 'Somebody at this machine', email: 'nobody', role: 'operator', admin: false }

/** Where nobody logs in: everybody is `person`. The token of forms is good until the console is started anew. */
export function identifyEverybodyAs(person: Person): MiddlewareHandler<ConsoleEnv> {
  const csrfToken = csrfTokenOf(randomBytes(32).toString('base64url'))
  return async (c, next) => {
    c.set('person', person)
    c.set('csrfToken', csrfToken)
    return await next()
  }
}
