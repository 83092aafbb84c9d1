import { expect, test } from 'vitest'
import { createOutgoingClient } from './outgoing-client.ts'

const feed = { feed: 'a/b', holder: 'x', paused: false }

/** A client whose every request is answered so; with what was sent. */
function answered(status: number, body: unknown) {
  const sent: { url: string; init: RequestInit }[] = []
  const send = (async (url: string, init: RequestInit) => {
    sent.push({ url, init })
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })
  }) as typeof fetch
  return { client: createOutgoingClient({ url: 'http://outgoing/', token: 'secret', fetch: send }), sent }
}

test('createOutgoingClient() sends the token, and shares an answer among all who ask at once', async () => {
  const { client, sent } = answered(200, { feeds: [feed] })
  const [one, other] = await Promise.all([client.feeds(), client.feeds()])
  expect(one).toEqual([{ ...feed, rate: [], actions: [] }])
  expect(other).toEqual(one)
  expect(sent.map(({ url }) => url)).toEqual(['http://outgoing/feeds'])
  expect(sent[0]?.init.headers).toEqual({ authorization: 'Bearer secret' })
})

test('createOutgoingClient() names who acts in UTF-8, and asks anew afterwards', async () => {
  const { client, sent } = answered(200, feed)
  await client.feed('a/b')
  await client.act('a/b', 'roll-back', 'Zoë')
  await client.feed('a/b')
  const { url, init } = sent[1] ?? { url: '', init: {} }
  expect([url, init.method]).toEqual(['http://outgoing/feeds/a%2Fb/roll-back', 'POST'])
  const { 'x-acting-person': person = '' } = init.headers as Record<string, string>
  expect(Buffer.from(person, 'latin1').toString()).toBe('Zoë')
  expect(sent).toHaveLength(3)
})

test.each([
  [409, { details: 'Nothing is held.' }, { code: 'outgoing_refused', message: 'Nothing is held.' }],
  [502, '<html>', { code: 'outgoing_refused', message: 'Outgoing answered with status 502; its log says why' }],
  [404, {}, { code: 'outgoing_not_found' }],
])('createOutgoingClient() says what a status of %d means', async (status, body, error) => {
  const { client } = answered(status, body)
  await expect(client.feed('x')).rejects.toMatchObject(error)
  await expect(client.act('x', 'run', 'Ada')).rejects.toMatchObject(error)
})

test('createOutgoingClient() says where an answer is not what it should be, and when there is none', async () => {
  const { client } = answered(200, { feeds: [{ feed: 7 }] })
  await expect(client.feeds()).rejects.toMatchObject({
    code: 'outgoing_unclear',
    message: expect.stringContaining('at "feeds.0.feed"') as string,
  })
  const down = (() => Promise.reject(new TypeError('fetch failed'))) as typeof fetch
  const nobody = createOutgoingClient({ url: 'http://outgoing', token: 'secret', fetch: down })
  await expect(nobody.feeds()).rejects.toMatchObject({ code: 'outgoing_unreachable', retryable: true })
})

test('held() is undefined where nothing is held', async () => {
  await expect(answered(404, {}).client.held('x')).resolves.toBeUndefined()
})
