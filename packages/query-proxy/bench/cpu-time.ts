import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'

/** CPU time so far, in milliseconds, by what takes part: what else the machine does is not in it. */
export type CpuTimes = Readonly<Record<'load' | 'incoming' | 'bare' | 'opensearch' | 'redis', number>>

/** Makes a reading of the CPU times of all that takes part. Linux only. */
export async function cpuTimes(
  opensearch: URL,
  redisUrl: string,
  pids: Readonly<Record<'incoming' | 'bare', number>>,
): Promise<() => CpuTimes> {
  const opensearchPid = await pidOfOpenSearch(opensearch)
  const redisPid = await pidOfRedis(new URL(redisUrl))
  return () => {
    const { user, system } = process.cpuUsage()
    return {
      load: (user + system) / 1000,
      incoming: processMs(pids.incoming),
      bare: processMs(pids.bare),
      opensearch: processMs(opensearchPid),
      redis: processMs(redisPid),
    }
  }
}

/** User and system time of a process: proc(5). */
function processMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10 // ticks of 10 ms
}

async function pidOfOpenSearch(opensearch: URL): Promise<number> {
  const answer = await fetch(new URL('/_nodes/_local/process', opensearch))
  const { nodes } = (await answer.json()) as { nodes: Record<string, { process: { id: number } }> }
  return Object.values(nodes)[0]?.process.id ?? Number.NaN
}

async function pidOfRedis({ hostname, port }: URL): Promise<number> {
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.end('INFO server\r\nQUIT\r\n')
  return Number(/process_id:(\d+)/.exec((await socket.toArray()).join(''))?.[1])
}
