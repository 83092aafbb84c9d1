import type { MiddlewareHandler } from 'hono'
import type { ConsoleEnv } from '../console-env.ts'
import { isLoopbackHost } from './loopback.ts'

export interface PublicOriginOptions {
  /** The console's address, where it is configured. */
  readonly url: URL | undefined
  /** Without login only this machine may ask, by a name that is this machine's; `url` does not matter then. */
  readonly loopbackOnly: boolean
}

/** Where a request says that it is going, and by which way. */
export interface AddressedTo {
  /** Its `Host`. */
  readonly host: string | undefined
  /** Its `X-Forwarded-Proto`. */
  readonly proto: string | undefined
  /** Whether a proxy says for whom it asks. */
  readonly forwarded: boolean
}

const onlyHere = 'Nobody logs in to this console, so it answers this machine only, on http://localhost and 127.0.0.1.'

/** What is to become of a request, by the address that it was sent to. */
export type OriginJudgement =
  | { readonly type: 'fine'; readonly origin: string }
  | { readonly type: 'redirect'; readonly origin: string }
  | { readonly type: 'refused'; readonly why: string }

/**
 * Finds the origin by which a browser reached the console, for redirects and for telling our own forms from others': the
 * configured one, else what Host and X-Forwarded-Proto say. A name that is not ours is refused, as it may be a page's of
 * somebody else whose name was made to point here (DNS rebinding); plain HTTP is sent to HTTPS.
 */
export function judgeOrigin(
  { host, proto, forwarded }: AddressedTo,
  { url: configured, loopbackOnly }: PublicOriginOptions,
): OriginJudgement {
  const url = loopbackOnly ? undefined : configured
  const [sent = ''] = proto?.toLowerCase().split(',') ?? []
  const scheme = sent.trim() === '' ? undefined : sent.trim()
  const own = `${scheme === 'https' ? 'https' : 'http'}://${host}`
  if (host === undefined || !URL.canParse(own) || new URL(own).origin === 'null' || /[/?#@\\]/.test(host)) {
    return { type: 'refused', why: 'The request has no proper Host.' }
  }
  const isLoopback = isLoopbackHost(host)
  // a proxy on this machine would let everybody in
  if (loopbackOnly && (!isLoopback || forwarded)) return { type: 'refused', why: onlyHere }
  if (url && new URL(`${url.protocol}//${host}`).host !== url.host) {
    return { type: 'refused', why: `The console's address is ${url.origin}.` }
  }
  const { origin } = url ?? new URL(own)
  const isPlain = url ? url.protocol === 'https:' && scheme === 'http' : scheme !== 'https' && !isLoopback
  return isPlain ? { type: 'redirect', origin: origin.replace(/^http:/, 'https:') } : { type: 'fine', origin }
}

/**
 * Puts {@link judgeOrigin}'s origin into the context, for everything after it.
 *
 * Answers 421 to a Host that is not ours, 308 to a plain request for something, 403 to one that brings something.
 */
export function publicOrigin(options: PublicOriginOptions): MiddlewareHandler<ConsoleEnv> {
  return async (c, next) => {
    const forwarded = ['x-forwarded-for', 'forwarded', 'x-real-ip'].some((name) => c.req.header(name) !== undefined)
    const addressed = { host: c.req.header('host'), proto: c.req.header('x-forwarded-proto'), forwarded }
    const judgement = judgeOrigin(addressed, options)
    if (judgement.type === 'refused') return c.text(`${judgement.why}\n`, 421)
    if (judgement.type === 'fine') {
      c.set('origin', judgement.origin)
      return await next()
    }
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return c.text('Send this by HTTPS.\n', 403)
    const { pathname, search } = new URL(c.req.url)
    return c.redirect(judgement.origin + pathname + search, 308)
  }
}
