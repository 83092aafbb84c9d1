import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FeedEntry } from '../src/outgoing/wire.ts'

/** An admin API of outgoing that says what a test wants. */
export interface FakeOutgoing extends AsyncDisposable {
  readonly url: string
  /** What it says of each feed; changed in place. */
  readonly feeds: Map<string, FeedEntry>
  /** What it answers to other paths, as JSON. */
  readonly answers: Map<string, unknown>
  /** `POST /feeds/x/run` with who asked for it. */
  readonly acted: { readonly path: string; readonly person: string | undefined }[]
  /** How often all feeds were asked for. */
  readonly looks: number
}

export const fakeToken = 'a token of sixteen or more'

export async function startFakeOutgoing(): Promise<FakeOutgoing> {
  const feeds = new Map<string, FeedEntry>()
  const answers = new Map<string, unknown>()
  const acted: { path: string; person: string | undefined }[] = []
  let looks = 0
  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    const [path = '/'] = (request.url ?? '/').split('?')
    if (request.headers.authorization !== `Bearer ${fakeToken}`) return answer(401, { details: 'no token' })
    if (request.method === 'POST') {
      const person = request.headers['x-acting-person']
      acted.push({ path, person: typeof person === 'string' ? Buffer.from(person, 'latin1').toString() : undefined })
      return answer(200, {})
    }
    if (path === '/feeds') {
      looks += 1
      return answer(200, { feeds: [...feeds.values()] })
    }
    const known = answers.get(path) ?? feeds.get(decodeURIComponent(path.replace(/^\/feeds\//, '')))
    if (known !== undefined) return answer(200, known)
    const empty: Record<string, unknown> = {
      passes: { passes: [] },
      receipts: { receipts: [] },
      generations: { generations: [] },
      'dead-letters': { total: 0, deadLetters: [] },
      instances: { instances: [] },
    }
    const found = empty[path.split('/').at(-1) ?? '']
    return found ? answer(200, found) : answer(404, { details: '404: Not Found' })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    feeds,
    answers,
    acted,
    get looks() {
      return looks
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
