import { setTimeout as sleep } from 'node:timers/promises'
import type { SearchCluster } from '@as/index-swapper'
import { blueprintsOf } from '../src/mappings/blueprints.ts'
import { activityText, objectText } from './activities.ts'

const names = { activities: 'bench-activities', objects: 'bench-objects' }
const { signal } = new AbortController()
const batchBytes = 10 * 2 ** 20

/**
 * Indexes the documents of a feed by the best bare `_bulk` loop: every body of 10 MiB is made before the clock starts,
 * two are under way at once, of the answers nothing is read. Ids, mappings and settings are those of a pass.
 *
 * @returns How long it took until all was searchable, in milliseconds.
 */
export async function runBareLoop(cluster: SearchCluster, activities: number): Promise<number> {
  const ask = async (method: 'POST' | 'PUT' | 'DELETE', path: string, body?: Buffer | Record<string, unknown>) => {
    const { status } = await cluster({ method, path, ...(body && { body }) }, { signal })
    if (status !== 200) throw new Error(`${method} ${path} was answered ${status}`)
  }
  for (const [alias, { mappings, settings }] of Object.entries(blueprintsOf({ feedId: 'bench' }))) {
    const filling = {
      'index.refresh_interval': '-1',
      'index.number_of_replicas': 0,
      'index.translog.durability': 'async',
    }
    await ask('PUT', `/${names[alias as keyof typeof names]}`, { mappings, settings: { ...settings, ...filling } })
  }
  const bodies = makeBodies(activities)
  await sleep(500)
  const from = performance.now()
  const send = async () => {
    for (let body = bodies.pop(); body; body = bodies.pop()) await ask('POST', '/_bulk?filter_path=errors', body)
  }
  await Promise.all([send(), send()])
  await ask('POST', `/${Object.values(names).join(',')}/_refresh`)
  const ms = performance.now() - from
  for (const index of Object.values(names)) await ask('DELETE', `/${index}`)
  return ms
}

function makeBodies(activities: number): Buffer[] {
  const bodies: Buffer[] = []
  let lines: string[] = []
  let bytes = 0
  for (let n = 0; n < activities; n += 1) {
    for (const [index, text] of [
      [names.activities, activityText(n)],
      [names.objects, objectText(n)],
    ] as const) {
      const { id } = JSON.parse(text) as { id: string }
      const line = `{"index":{"_index":"${index}","_id":"${id}"}}\n${text}\n`
      lines.push(line)
      bytes += line.length
    }
    if (bytes < batchBytes && n < activities - 1) continue
    bodies.push(Buffer.from(lines.join('')))
    lines = []
    bytes = 0
  }
  return bodies
}
