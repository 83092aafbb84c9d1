import { connect } from 'node:net'

/** What a run of requests came to. */
export interface LoadResult {
  readonly perSecond: number
  /** Milliseconds from a request's first byte to its answer's last, sorted. */
  readonly latencies: readonly number[]
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>
  readonly bytes: number
}

export interface Load {
  /** A loopback port. */
  readonly port: number
  /** Whole requests, ready to be written: signing them is not measured. Each is sent once. */
  readonly requests: readonly Buffer[]
  readonly connections: number
}

/**
 * Sends requests over kept-alive connections, each as soon as the one before it on its connection is answered. Bounded:
 * there is a request for each send. Reads answers with a `Content-Length`, and those whose head says `chunked`.
 */
export async function runLoad({ port, requests, connections }: Load): Promise<LoadResult> {
  const latencies: number[] = []
  const statuses: Record<string, number> = {}
  let bytes = 0
  let next = 0
  let cutOff = 0
  const startedAt = performance.now()
  await Promise.all(Array.from({ length: connections }, () => drive()))
  const seconds = (performance.now() - startedAt) / 1000
  return { perSecond: latencies.length / seconds, latencies: latencies.sort((a, b) => a - b), statuses, bytes }

  function again(): Promise<void> {
    cutOff += 1
    return drive()
  }

  function drive(): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1')
      socket.setNoDelay(true)
      let sentAt = 0
      const answers = answerReader((status, length) => {
        latencies.push(performance.now() - sentAt)
        statuses[status] = (statuses[status] ?? 0) + 1
        bytes += length
        send()
      })
      const send = (): void => {
        const request = requests[next]
        next += 1
        if (!request) {
          socket.end()
          resolve()
          return
        }
        sentAt = performance.now()
        socket.write(request)
      }
      socket.on('connect', send)
      socket.on('data', answers)
      socket.on('error', (error) => {
        if (sentAt === 0) reject(error)
      })
      // whoever is refused may be cut off; the others go on
      socket.on('close', () => resolve(next < requests.length && cutOff < requests.length ? again() : undefined))
    })
  }
}

const headEnd = Buffer.from('\r\n\r\n')
const chunksEnd = Buffer.from('\r\n0\r\n\r\n')

function answerReader(onAnswer: (status: string, bytes: number) => void): (chunk: Buffer) => void {
  let head: Buffer = Buffer.alloc(0)
  let left: number | 'chunked' | undefined
  let status = ''
  let length = 0
  return (chunk) => {
    let body = chunk
    if (left === undefined) {
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk])
      const end = head.indexOf(headEnd)
      if (end < 0) return
      const text = head.toString('latin1', 0, end)
      status = text.slice(9, 12)
      const announced = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1]
      left = announced === undefined ? 'chunked' : Number(announced)
      body = head.subarray(end + 4)
      head = Buffer.alloc(0)
    }
    length += body.length
    if (left === 'chunked') {
      head = Buffer.concat([head, body]).subarray(-chunksEnd.length)
      if (!head.equals(chunksEnd)) return
    } else {
      left -= body.length
      if (left > 0) return
    }
    const done = length
    head = Buffer.alloc(0)
    left = undefined
    length = 0
    onAnswer(status, done)
  }
}

/** The value below which `share` of `sorted` are. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** Writes one request whole. */
export function requestOf(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Buffer {
  const lines = Object.entries({ ...headers, 'content-length': String(Buffer.byteLength(body)) })
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.map(([n, v]) => `${n}: ${v}\r\n`).join('')}\r\n${body}`)
}
