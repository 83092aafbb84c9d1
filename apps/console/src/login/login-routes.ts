import { type Context, Hono } from 'hono'
import type { ConsoleEnv } from '../console-env.ts'
import type { ConsoleEvent } from '../events.ts'
import type { AnswerNotice } from '../notices/answer-notice.ts'
import { dropCookie, readCookie, writeCookie } from '../session/cookies.ts'
import type { SessionStore } from '../session/session-store.ts'
import { StaleLoginError } from './errors.ts'
import type { LoginProvider } from './login-provider.ts'
import { beginLogin, readPending, writePending } from './pending-login.ts'
import { personOf } from './person-of.ts'
import type { RoleRules } from './role-of.ts'

export interface LoginOptions {
  readonly provider: LoginProvider
  readonly roles: RoleRules
  readonly sessions: SessionStore
  readonly answer: AnswerNotice
  readonly onEvent: (event: ConsoleEvent) => void
}

/** The path that providers send people back to, as it was in 2018. */
const CALLBACK = '/__redirect_from_sso'

/** With this, people come back who have left the provider as well. */
const LEFT = 'left'

/** How long somebody may take to log in. */
const PENDING_SECONDS = 600

/** What needs no session: `/login`, the way back from the provider, and `/logged-out`. */
export function loginRoutes(options: LoginOptions): Hono<ConsoleEnv> {
  const { provider, roles, sessions, answer, onEvent } = options

  /** The session before is over, and its id is never used again: nobody can give another an id to log in under. */
  async function endSession(c: Context<ConsoleEnv>): Promise<void> {
    const before = readCookie(c, 'session')
    if (before !== undefined) await sessions.end(before)
    dropCookie(c, 'session')
  }

  return new Hono<ConsoleEnv>()
    .get('/login', async (c) => {
      const login = beginLogin(c.req.query('return'))
      const address = await provider.addressFor(login, c.get('origin') + CALLBACK)
      writeCookie(c, 'login', writePending(login), PENDING_SECONDS)
      return c.redirect(address.href, 302)
    })
    .get(CALLBACK, async (c) => {
      const login = readPending(readCookie(c, 'login'))
      if (!login || c.req.query('state') !== login.state) {
        // of several windows that came to log in, one did
        const id = readCookie(c, 'session')
        if (id !== undefined && (await sessions.find(id))) return c.redirect('/', 303)
        throw new StaleLoginError()
      }
      dropCookie(c, 'login')
      const currentUrl = new URL(CALLBACK + new URL(c.req.url).search, c.get('origin'))
      const { person, email } = personOf(await provider.confirm(login, currentUrl), roles)
      await endSession(c)
      if (!person) {
        onEvent({ type: 'login-without-role', email })
        return await answer(c, 403, {
          title: 'You may not use the console',
          sentences: [
            `You are logged in as ${email}, who has no role here.`,
            'Whoever runs the Activity Stream can give you one.',
          ],
          links: [{ text: 'Log in as somebody else', href: '/logged-out' }],
        })
      }
      writeCookie(c, 'session', await sessions.begin(person), sessions.ttlSeconds)
      onEvent({ type: 'logged-in', person })
      return c.redirect(login.returnTo, 303)
    })
    .get('/logged-out', async (c) => {
      const hasLeft = c.req.query('state') === LEFT
      const leave = hasLeft
        ? undefined
        : await provider.leaveAddress(`${c.get('origin')}/logged-out`, LEFT).catch(() => undefined)
      return await answer(c, 200, {
        title: 'You are logged out',
        sentences: leave
          ? ['You are logged out of the console, not of the service that you log in with.']
          : ['You are logged out of the console.'],
        links: [
          { text: 'Log in again', href: '/login' },
          ...(leave ? [{ text: `Log out of ${leave.host} as well`, href: leave.href }] : []),
        ],
      })
    })
}

/** `POST /logout`, for whoever is logged in. */
export function logoutRoute({ sessions, onEvent }: Pick<LoginOptions, 'sessions' | 'onEvent'>): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>().post('/logout', async (c) => {
    const id = readCookie(c, 'session')
    if (id !== undefined) await sessions.end(id)
    dropCookie(c, 'session')
    onEvent({ type: 'logged-out', person: c.get('person') })
    return c.redirect('/logged-out', 303)
  })
}
