import type { MiddlewareHandler } from 'hono'
import type { ConsoleEnv } from '../console-env.ts'

/** Nothing but our own files: no script in a page, no frame, no form to elsewhere. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** A year. */
const HSTS = 'max-age=31536000'

/** Tells browsers what they may do with our answers. An answer that has a header already keeps its own. */
export const securityHeaders: MiddlewareHandler<ConsoleEnv> = async (c, next) => {
  await next()
  const headers: Record<string, string> = {
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    // not no-referrer: forms would be sent with `Origin: null`
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
    'cache-control': 'no-store',
    ...(c.get('origin')?.startsWith('https:') ? { 'strict-transport-security': HSTS } : {}),
  }
  // c.header() would make the answer anew for each
  const answered = c.res.headers
  for (const [name, value] of Object.entries(headers)) if (!answered.has(name)) answered.set(name, value)
}
