import type { Arena, Scenario } from '../scenario.ts'

const MEBIBYTE = 2 ** 20
/** OpenSearch looks at the disk every 10 seconds, which is as often as it can be told to. */
const LOOK_MS = 10_000

/** When free space falls below these, OpenSearch places no more shards, moves them away, and takes no more documents. */
export const watermarks = {
  'cluster.routing.allocation.disk.threshold_enabled': true,
  'cluster.routing.allocation.disk.watermark.enable_for_single_data_node': true,
  'cluster.routing.allocation.disk.watermark.low': '80mb',
  'cluster.routing.allocation.disk.watermark.high': '70mb',
  'cluster.routing.allocation.disk.watermark.flood_stage': '60mb',
  'cluster.info.update.interval': '10s',
}

/** On a disk of its own where one can be mounted, else by the block that OpenSearch sets at that stage. */
export const diskFull: Scenario = {
  name: 'disk-full',
  title: 'the disk of OpenSearch fills to its flood stage, and is freed',
  seconds: { full: 180, quick: 40 },
  needsSmallDisk: true,
  async run(arena) {
    const { disk, quick } = arena
    await arena.openFeed('a')
    await arena.openFeed('b', { rows: 300, pageSize: 50 })
    const outgoing = await arena.startOutgoing('outgoing')
    await arena.settle('at first')
    arena.watch()
    {
      await using _ = arena.churn({ pauseMs: 200 })
      if (disk) {
        disk.fill(40 * MEBIBYTE)
        await arena.until('OpenSearch takes no more documents', async () => (await blocked(arena)) > 0)
        arena.note('the disk is full')
        await arena.sleep(LOOK_MS)
        disk.free()
      } else {
        arena.note('no small disk here: the block is set by hand')
        for (const until = performance.now() + (quick ? 5_000 : 20_000); performance.now() < until; ) {
          await block(arena, true)
          await arena.sleep(200)
        }
        await block(arena, null)
      }
      arena.note('the disk is free')
    }
    if (!outgoing.lines.some((line) => line.includes('DISK'))) arena.fault('no log line says that the disk is full')
    await arena.settle('after the disk is free')
  },
}

async function blocked({ stack }: Arena): Promise<number> {
  const path = '/_all/_settings/index.blocks.read_only_allow_delete?flat_settings=true&expand_wildcards=all'
  const answer = await fetch(`${stack.opensearchUrl}${path}`)
  return Object.keys((await answer.json()) as object).length
}

async function block({ stack }: Arena, isFull: true | null): Promise<void> {
  const answer = await fetch(`${stack.opensearchUrl}/_all/_settings?expand_wildcards=all`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ 'index.blocks.read_only_allow_delete': isFull }),
  })
  await answer.arrayBuffer()
}
