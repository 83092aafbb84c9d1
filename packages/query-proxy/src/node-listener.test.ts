import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { Asked } from './asked.ts'
import { nodeListener } from './node-listener.ts'
import { type Answer, respond } from './respond.ts'

/** Serves one answer to everything. */
async function serve(answerTo: (asked: Asked) => Answer): Promise<number> {
  const server = createServer(nodeListener(async (asked) => answerTo(asked)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

async function get(port: number, method = 'GET'): Promise<IncomingMessage> {
  const sent = request({ port, host: '127.0.0.1', method }).end()
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  return answer
}

const textOf = async (answer: IncomingMessage): Promise<string> => Buffer.concat(await answer.toArray()).toString()

/** A stream of so many pieces, with what befalls it. */
function pieces(count: number, { breaksWith }: { breaksWith?: Error } = {}) {
  const seen = { pulled: 0, cancelled: false, broken: [] as unknown[], ends: 0 }
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        seen.pulled += 1
        if (seen.pulled <= count) controller.enqueue(Buffer.alloc(100_000, 'x'))
        else if (breaksWith) controller.error(breaksWith)
        else controller.close()
      },
      cancel() {
        seen.cancelled = true
      },
    },
    { highWaterMark: 0 },
  )
  const watch = {
    onBroken: (error: unknown) => void seen.broken.push(error),
    onEnd: () => {
      seen.ends += 1
      resolve()
    },
  }
  return { seen, ended, answer: { ...respond(200, body, {}), watch } }
}

test.each([
  ['a text', 'Ж', '2'],
  ['bytes', Buffer.from('{}'), '2'],
  ['nothing', null, undefined],
])('nodeListener() sends %s with its length in bytes', async (_, body, length) => {
  const port = await serve(() => respond(length === undefined ? 304 : 200, body, { etag: '"a"' }))
  const answer = await get(port)
  expect(answer.headers).toMatchObject({ server: 'activity-stream', etag: '"a"' })
  expect(answer.headers['content-length']).toBe(length)
  expect(await textOf(answer)).toBe(body === null ? '' : String(body))
})

test('nodeListener() answers HEAD with the length of what it leaves out', async () => {
  const port = await serve(() => respond(200, 'text', {}))
  const answer = await get(port, 'HEAD')
  expect(answer.headers['content-length']).toBe('4')
  expect(await textOf(answer)).toBe('')
})

test('nodeListener() passes a stream on whole, no faster than it is taken', async () => {
  const { answer, seen, ended } = pieces(300)
  const port = await serve(() => answer)
  const received = await get(port)
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(seen.pulled).toBeLessThan(300)
  expect((await textOf(received)).length).toBe(30_000_000)
  await ended
  expect(seen).toEqual({ pulled: 301, cancelled: false, broken: [], ends: 1 })
})

test('nodeListener() closes the connection on a stream that breaks off', async () => {
  const error = new Error('gone')
  const { answer, seen, ended } = pieces(2, { breaksWith: error })
  const port = await serve(() => answer)
  await expect(get(port).then(textOf)).rejects.toThrow('aborted')
  await ended
  expect(seen).toEqual({ pulled: 3, cancelled: false, broken: [error], ends: 1 })
})

test('nodeListener() cancels a stream whose reader leaves, and tells who answers', async () => {
  const { answer, seen, ended } = pieces(Number.POSITIVE_INFINITY)
  let signal: AbortSignal | undefined
  const port = await serve((asked) => {
    signal = asked.signal
    return answer
  })
  const received = await get(port)
  expect(signal?.aborted).toBe(false)
  received.destroy()
  await ended
  expect(seen).toMatchObject({ cancelled: true, broken: [], ends: 1 })
  expect(signal?.aborted).toBe(true)
})

test('nodeListener() does not take an answered request for one whose caller hung up', async () => {
  const signals: AbortSignal[] = []
  const port = await serve(({ signal }) => {
    signals.push(signal)
    return respond(200, 'text', {})
  })
  const answer = await get(port)
  const { socket } = answer
  await textOf(answer)
  socket.destroy()
  await textOf(await get(port))
  expect(signals.map(({ aborted }) => aborted)).toEqual([false, false])
})

test('nodeListener() closes the connection on an answer that Node does not take, and goes on', async () => {
  const broken = pieces(1)
  const answers = [respond(200, 'text', { 'content-type': 'a\nb' }), broken.answer, respond(200, 'text', {})]
  const port = await serve(() => {
    const answer = answers.shift() as Answer
    return answer === broken.answer ? { ...answer, headers: { 'content-type': 'a\nb' } } : answer
  })
  await expect(get(port)).rejects.toThrow('socket hang up')
  await expect(get(port)).rejects.toThrow('socket hang up')
  await broken.ended
  expect(broken.seen).toMatchObject({ cancelled: true, ends: 1 })
  expect(await textOf(await get(port))).toBe('text')
})
