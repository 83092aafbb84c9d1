import type { Misbehaviour } from './misbehaviour.ts'
import { flood, page, repeat, say } from './misbehaviour.ts'

const ok = 'HTTP/1.1 200 OK\r\n'
const failed = { code: 'connection_failed', retryable: true } as const
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`

/** Sources that abuse the connection and HTTP itself. */
export const onTheWire: readonly Misbehaviour[] = [
  { does: 'closes the connection without an answer', speak: (socket) => socket.destroy(), ends: failed },
  { does: 'resets the connection', speak: (socket) => socket.resetAndDestroy(), ends: failed },
  { does: 'does not speak HTTP', speak: say('220 mail.example ESMTP\r\n'), ends: failed },
  { does: 'speaks HTTP/0.9', speak: say(page), ends: failed },
  { does: 'speaks HTTP/2 unasked', speak: say(Buffer.from('000012040000000000', 'hex')), ends: failed },
  { does: 'speaks no TLS where https was asked for', speak: say(`${ok}\r\n${page}`), scheme: 'https', ends: failed },
  {
    does: 'never ends the TLS handshake',
    speak: () => undefined,
    scheme: 'https',
    limits: { connectTimeoutMs: 50 },
    ends: { code: 'timed_out', phase: 'connect', retryable: true },
  },
  {
    does: 'never sends headers',
    speak: () => undefined,
    limits: { responseTimeoutMs: 50 },
    ends: { code: 'timed_out', phase: 'response', retryable: true },
  },
  {
    does: 'sends a header a byte at a time, for ever',
    speak: repeat(ok, 'x'),
    limits: { responseTimeoutMs: 50 },
    ends: { code: 'timed_out', phase: 'response' },
  },
  {
    does: 'sends informational answers for ever',
    speak: repeat('', 'HTTP/1.1 102 Processing\r\n\r\n'),
    limits: { totalTimeoutMs: 50 },
    ends: { code: 'timed_out' },
  },
  {
    does: 'says 100 and nothing more',
    speak: (socket) => void socket.write('HTTP/1.1 100 Continue\r\n\r\n'),
    limits: { totalTimeoutMs: 50 },
    ends: { code: 'timed_out' },
  },
  {
    does: 'switches to another protocol unasked',
    speak: say('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n'),
    ends: { code: 'connection_failed', reason: 'ERR_UNEXPECTED_UPGRADE' },
  },
  { does: 'sends one endless header', speak: flood(`${ok}X: `, 'x'.repeat(10_000)), ends: failed },
  { does: 'sends headers without end', speak: flood(ok, 'X-More: yes\r\n'.repeat(100)), ends: failed },
  { does: 'sends a NUL byte in a header', speak: say(`${ok}X: \0\r\n\r\n${page}`), ends: failed },
  { does: 'sends a header without a colon', speak: say(`${ok}Nonsense\r\n\r\n${page}`), ends: failed },
  {
    does: 'gives two lengths',
    speak: say(`${ok}Content-Length: 5\r\nContent-Length: 29\r\n\r\n${page}`),
    ends: failed,
  },
  {
    does: 'gives a length and chunks',
    speak: say(`${ok}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n${chunk(page)}0\r\n\r\n`),
    ends: failed,
  },
  { does: 'gives a negative length', speak: say(`${ok}Content-Length: -1\r\n\r\n${page}`), ends: failed },
  {
    does: 'sends less than it announced',
    speak: say(`${ok}Content-Length: 1000\r\n\r\n${page}`),
    ends: { code: 'truncated_body', retryable: true },
  },
  {
    does: 'sends more than it announced',
    speak: say(`${ok}Content-Length: 20\r\n\r\n${page}`),
    ends: { code: 'truncated_body', retryable: true },
  },
  {
    does: 'breaks off within chunks, even where the JSON is whole',
    speak: say(`${ok}Transfer-Encoding: chunked\r\n\r\n${chunk(page)}`),
    ends: { code: 'truncated_body', retryable: true },
  },
  {
    does: 'sends a chunk size that is no number',
    speak: say(`${ok}Transfer-Encoding: chunked\r\n\r\nzz\r\n${page}`),
    ends: { code: 'truncated_body' },
  },
  {
    does: 'sends a chunk size beyond all numbers',
    speak: say(`${ok}Transfer-Encoding: chunked\r\n\r\n${'f'.repeat(40)}\r\n${page}`),
    ends: { code: 'truncated_body' },
  },
  {
    does: 'sends trailers without end',
    speak: flood(`${ok}Transfer-Encoding: chunked\r\n\r\n${chunk(page)}0\r\n`, 'X-More: yes\r\n'.repeat(100)),
    ends: { code: 'truncated_body' },
  },
  {
    does: 'stalls within the body',
    speak: (socket) => void socket.write(`${ok}Content-Length: 29\r\n\r\n{`),
    limits: { bodyTimeoutMs: 50 },
    ends: { code: 'timed_out', phase: 'body', retryable: true },
  },
  {
    does: 'sends its body a byte at a time, for ever',
    speak: repeat(`${ok}\r\n`, ' '),
    limits: { totalTimeoutMs: 80 },
    ends: { code: 'timed_out', phase: 'total', retryable: true },
  },
  {
    does: 'breaks off where only JSON can tell',
    speak: say(`${ok}Connection: close\r\n\r\n${page.slice(0, -3)}`),
    ends: { code: 'not_json', retryable: true },
  },
  {
    does: 'sends a body without end',
    speak: flood(`${ok}\r\n`, ' '.repeat(50_000)),
    limits: { maxPageBytes: 1_000_000 },
    ends: { code: 'page_too_large', retryable: false },
  },
]
