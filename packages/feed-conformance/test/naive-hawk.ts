import { createHash, createHmac, randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const hash = (contentType: string, body: string | Uint8Array): string =>
  createHash('sha256').update(`hawk.1.payload\n${contentType}\n`).update(body).update('\n').digest('base64')

/** What of Hawk's rules a server forgets. */
export interface HawkFaults {
  readonly mac?: boolean
  readonly hash?: boolean
  readonly nonce?: boolean
  readonly clock?: boolean
}

/** Checks requests as a source without a library might, and signs answers; or forgets some of it. */
export function naiveHawk(credentials: { id: string; key: string }, now: () => number, forgets: HawkFaults) {
  const nonces = new Set<string>()
  const { id, key } = credentials
  const mac = (kind: string, lines: readonly string[]) =>
    createHmac('sha256', key)
      .update([`hawk.1.${kind}`, ...lines, ''].join('\n'))
      .digest('base64')

  return {
    /** @returns Why the request is refused. */
    fault(request: IncomingMessage): 'credentials' | 'id' | undefined {
      const sent = attributes(request.headers.authorization ?? '')
      if (sent.id !== id) return 'id'
      const isLate = Math.abs(Number(sent.ts) - now() / 1000) > 60
      const right = mac('header', linesOf(request, sent, sent.hash ?? ''))
      if (!forgets.mac && right !== sent.mac) return 'credentials'
      if (!forgets.hash && sent.hash !== hash('', '')) return 'credentials'
      if (isLate && !forgets.clock) return 'credentials'
      if (nonces.has(sent.nonce ?? '') && !forgets.nonce) return 'credentials'
      nonces.add(sent.nonce ?? '')
      return undefined
    },
    serverAuthorization(request: IncomingMessage, contentType: string, body: Uint8Array): string {
      const sent = attributes(request.headers.authorization ?? '')
      const of = hash(contentType.split(';')[0]?.trim().toLowerCase() ?? '', body)
      return `Hawk mac="${mac('response', linesOf(request, sent, of))}", hash="${of}"`
    },
  }
}

function attributes(header: string): Partial<Record<string, string>> {
  return Object.fromEntries([...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]))
}

function linesOf(request: IncomingMessage, sent: Partial<Record<string, string>>, payloadHash: string): string[] {
  const scheme = request.headers['x-forwarded-proto'] === 'https' ? 'https' : 'http'
  const url = new URL(request.url ?? '/', `${scheme}://${request.headers.host}`)
  const port = url.port || (scheme === 'https' ? '443' : '80')
  const { ts = '', nonce = randomUUID() } = sent
  return [ts, nonce, request.method ?? '', request.url ?? '', url.hostname, port, payloadHash, '']
}
