import { isIP } from 'node:net'
import type { FindAddresses } from './address-policy.ts'
import type { FeedAuthentication } from './authorize.ts'
import { authorize } from './authorize.ts'
import { acceptedEncodings, decodeBody } from './decode-body.ts'
import { FeedClientError } from './errors.ts'
import type { FeedClientEvent } from './events.ts'
import type { FeedClientLimits } from './limits.ts'
import { ConnectionError } from './request-errors.ts'
import type { PageAnswer, PageClient } from './request-page.ts'
import { requestPage, staleConnection } from './request-page.ts'

export interface Sender {
  readonly authentication: FeedAuthentication
  readonly client: PageClient
  readonly findAddresses: FindAddresses
  readonly now: () => number
  readonly onEvent: ((event: FeedClientEvent) => void) | undefined
}

export interface SendRequest {
  readonly url: string
  readonly seed: string
  readonly etag: string | undefined
  readonly waitSeconds: number | undefined
  readonly accept: string | undefined
  /** With what is left of the total timeout. */
  readonly limits: FeedClientLimits
  readonly signal: AbortSignal
}

/**
 * Sends one signed request and decodes its body, and reports it. Asked twice only where a kept connection turned out to
 * be closed (RFC 9110, section 9.2.2), then signed anew.
 */
export async function sendRequest(sender: Sender, request: SendRequest): Promise<PageAnswer> {
  const { url, seed, limits, signal } = request
  const { hostname, host } = new URL(url)
  const start = performance.now()
  const seen = {
    status: undefined as number | undefined,
    receivedBytes: 0,
    bytes: 0,
    dnsMs: undefined as number | undefined,
  }
  const finish = (failure: FeedClientError['code'] | 'aborted' | undefined) =>
    sender.onEvent?.({ type: 'request-finished', url, host, ...seen, failure, ms: performance.now() - start })
  const findAddresses = async () => {
    const from = performance.now()
    try {
      return await sender.findAddresses(url, seed)
    } finally {
      seen.dnsMs = performance.now() - from
    }
  }
  try {
    // nothing is looked up for an address, so the connection would not ask
    if (isIP(hostname.replace(/^\[(.*)\]$/, '$1'))) await sender.findAddresses(url, seed)
    const exchange = async () =>
      requestPage({
        url,
        headers: await makeHeaders(sender, request),
        client: sender.client,
        findAddresses,
        limits,
        signal,
      })
    let answer = await exchange()
    if (answer === staleConnection) answer = await exchange()
    if (answer === staleConnection) throw new ConnectionError(url, 'ECONNRESET')
    seen.status = answer.status
    seen.receivedBytes = answer.body.length
    const body = await decodeBody(answer.body, header(answer, 'content-encoding'), {
      url,
      maxPageBytes: limits.maxPageBytes,
    })
    seen.bytes = body.length
    finish(undefined)
    return { ...answer, body }
  } catch (error) {
    if (error instanceof FeedClientError) finish(error.code)
    else if (signal.aborted) finish('aborted')
    throw error
  }
}

/** A header's value; undefined where it is absent or, against the rules, there more than once. */
export function header({ headers }: PageAnswer, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' ? value : undefined
}

const acceptedJson = 'application/activity+json, application/ld+json;q=0.9, application/json;q=0.9, */*;q=0.5'

async function makeHeaders(
  { authentication, now }: Sender,
  { url, etag, waitSeconds, accept = acceptedJson }: SendRequest,
): Promise<Record<string, string>> {
  const authorization = await authorize(authentication, url, now())
  return {
    accept,
    'accept-encoding': acceptedEncodings,
    ...(authorization !== undefined && { authorization }),
    ...(etag !== undefined && { 'if-none-match': etag }),
    ...(waitSeconds !== undefined && { prefer: `wait=${waitSeconds}` }),
  }
}
