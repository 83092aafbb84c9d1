import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { createHawkVerifier, memoryNonceStore } from '@as/hawk/server'
import { afterEach, expect, test } from 'vitest'
import { createQueryClient } from '../src/index.ts'
import { hit, searchAnswer } from './scripted-fetch.ts'

let server: Server | undefined

afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

/** A service that lets in only what its verifier lets in, on a port of its own. */
async function serve(answer: object): Promise<string> {
  const verify = createHawkVerifier({ findKey: () => 'secret', nonces: memoryNonceStore() })
  const check = async (request: IncomingMessage) => {
    const { method = '', url: path = '', headers } = request
    const { host = '', authorization = '', 'content-type': contentType = '' } = headers
    return verify({ method, path, host, authorization, contentType, body: await buffer(request) })
  }
  const listening = createServer((request, response) => {
    void check(request).then((verification) => {
      response.writeHead(verification.ok ? 200 : 401, { 'Content-Type': 'application/json' })
      response.end(JSON.stringify(verification.ok ? answer : { details: verification.reason }))
    })
  })
  server = listening
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`
}

test('client with the global fetch is let in over real HTTP', async () => {
  const url = `${await serve(searchAnswer([hit('a')]))}/prefix/`
  const client = createQueryClient({ url, authentication: { type: 'hawk', id: 'a', key: 'secret' } })
  const { hits } = await client.search('activities', { query: { match: { name: 'Tée ☃' } } })
  expect(hits.map(({ _id }) => _id)).toEqual(['a'])
})

test('client with the global fetch tells a wrong key from a service that is down', async () => {
  const url = await serve(searchAnswer())
  const client = createQueryClient({ url, authentication: { type: 'hawk', id: 'a', key: 'wrong' } })
  await expect(client.search('activities', {})).rejects.toMatchObject({ code: 'unauthorized', details: 'bad-mac' })
  server?.closeAllConnections()
  await new Promise((resolve) => server?.close(resolve))
  await expect(client.search('activities', {})).rejects.toMatchObject({ code: 'unavailable', status: undefined })
})
