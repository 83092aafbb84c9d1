import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { ConsoleEnv } from '../console-env.ts'

/** The session's id, and what is kept between the start of a login and its end. */
export type CookieName = 'session' | 'login'

/**
 * With `__Host-` a browser takes a cookie from this very host by HTTPS only, so that no neighbour can plant one. On this
 * machine alone there is plain HTTP.
 */
function nameOf(c: Context<ConsoleEnv>, name: CookieName): string {
  return isSecure(c) ? `__Host-console-${name}` : `console-${name}`
}

function isSecure(c: Context<ConsoleEnv>): boolean {
  return c.get('origin').startsWith('https:')
}

export function readCookie(c: Context<ConsoleEnv>, name: CookieName): string | undefined {
  return getCookie(c, nameOf(c, name))
}

export function writeCookie(c: Context<ConsoleEnv>, name: CookieName, value: string, maxAge: number): void {
  setCookie(c, nameOf(c, name), value, { path: '/', httpOnly: true, sameSite: 'Lax', secure: isSecure(c), maxAge })
}

export function dropCookie(c: Context<ConsoleEnv>, name: CookieName): void {
  deleteCookie(c, nameOf(c, name), { path: '/', secure: isSecure(c) })
}
