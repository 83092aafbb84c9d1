/**
 * Requests a second of a feed, beside a bare Hono handler that returns the same bytes, by the same adaptor. Each is
 * served by a process of its own; this one asks, by plain sockets, so that the servers are what is slow. They take
 * turns, so that what else the machine does hits both. `log`: pages that a log in memory keeps; `same`: read and
 * rendered for each request, and as they were before; `changing`: and never as they were before. Run it: `pnpm bench [seconds a turn] [rounds]`.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

const seconds = Number(process.argv[2] ?? 0.5)
const rounds = Number(process.argv[3] ?? 15)
const connections = 16
const question = 'GET /feed HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'

interface Side {
  readonly process: ChildProcess
  readonly sockets: readonly Socket[]
  /** Of an answer, its head included: each has as many. */
  readonly bytes: number
  readonly answer: string
}

interface Turn {
  /** Answers a second. */
  readonly rate: number
  /** Microseconds of CPU that the server took over each. */
  readonly cpu: number
}

console.log('page, items | feed/s, bare/s, ratio (middle half of the rounds) | CPU µs feed, bare, ratio')
for (const kind of ['log', 'same', 'changing']) {
  for (const pageSize of [1, 20, 100]) await compare(kind, pageSize)
}

async function compare(kind: string, pageSize: number): Promise<void> {
  const [feed, bare] = await Promise.all([start('feed', kind, pageSize), start('bare', kind, pageSize)])
  if (feed.answer !== bare.answer) throw new Error('Cannot compare: the two sides answer differently')
  for (const side of [feed, bare]) await turn(side, Math.max(2, seconds)) // warm
  const taken: { feed: Turn; bare: Turn }[] = []
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) taken.push({ feed: await turn(feed, seconds), bare: await turn(bare, seconds) })
    else taken.push({ bare: await turn(bare, seconds), feed: await turn(feed, seconds) })
  }
  for (const { process, sockets } of [feed, bare]) {
    for (const socket of sockets) socket.destroy()
    process.disconnect()
    process.kill()
  }
  const middle = (of: (round: { feed: Turn; bare: Turn }) => number, at = 0.5) => quantile(taken.map(of), at)
  const ratio = (at?: number) => middle((round) => round.feed.rate / round.bare.rate, at).toFixed(2)
  const rates = `${middle(({ feed }) => feed.rate).toFixed(0)}, ${middle(({ bare }) => bare.rate).toFixed(0)}`
  const cpus = `${middle(({ feed }) => feed.cpu).toFixed(0)}, ${middle(({ bare }) => bare.cpu).toFixed(0)}`
  const cpuRatio = middle(({ feed, bare }) => bare.cpu / feed.cpu).toFixed(2)
  const what = `${kind}, ${pageSize}`.padEnd(13)
  console.log(`${what}| ${rates}, ${ratio()} (${ratio(0.25)}–${ratio(0.75)}) | ${cpus}, ${cpuRatio}`)
}

async function start(side: string, kind: string, pageSize: number): Promise<Side> {
  const server = fork(new URL('./serve.ts', import.meta.url), [side, kind, String(pageSize)])
  const [port] = (await once(server, 'message')) as [number]
  const sockets = await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect({ host: '127.0.0.1', port, noDelay: true })
      await once(socket, 'connect')
      return socket
    }),
  )
  const [first] = sockets
  if (!first) throw new Error('Cannot ask: no connection')
  const { text, bytes } = await askOnce(first)
  const answer = text
    .replace(/^(?:date|etag): .*\r\n/gim, '')
    .replace(/\d{9}/g, '')
    .split('\r\n')
    .toSorted()
    .join('\r\n')
  return { process: server, sockets, bytes, answer }
}

async function askOnce(socket: Socket): Promise<{ text: string; bytes: number }> {
  const chunks: Buffer[] = []
  socket.write(question)
  for (;;) {
    const [chunk] = (await once(socket, 'data')) as [Buffer]
    const whole = Buffer.concat([...chunks.splice(0), chunk])
    chunks.push(whole)
    const text = whole.toString('latin1')
    const [head = '', body] = text.split('\r\n\r\n')
    const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1])
    if (body !== undefined && body.length >= length) return { text, bytes: whole.byteLength }
  }
}

/** Each connection asks again as soon as it has its answer. */
async function turn({ process: server, sockets, bytes }: Side, forSeconds: number): Promise<Turn> {
  const before = await cpuTime(server)
  const startedAt = performance.now()
  const until = startedAt + forSeconds * 1000
  const answers = await Promise.all(sockets.map((socket) => askUntil(socket, bytes, until)))
  const ms = performance.now() - startedAt
  const done = answers.reduce((sum, each) => sum + each, 0)
  return { rate: (done * 1000) / ms, cpu: ((await cpuTime(server)) - before) / done }
}

function askUntil(socket: Socket, bytes: number, until: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let [received, answers] = [0, 0]
    const onData = (chunk: Buffer) => {
      received += chunk.byteLength
      if (received < bytes) return
      received -= bytes
      answers += 1
      if (performance.now() < until) return void socket.write(question)
      socket.off('data', onData).off('error', reject)
      resolve(answers)
    }
    socket.on('data', onData).on('error', reject)
    socket.write(question)
  })
}

async function cpuTime(server: ChildProcess): Promise<number> {
  server.send('cpu')
  const [{ user, system }] = (await once(server, 'message')) as [NodeJS.CpuUsage]
  return user + system
}

function quantile(values: readonly number[], at: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * at)] ?? 0
}
