/**
 * `pnpm --filter @as/tooling-bench bench [--quick] [--only freshness]...`: what outgoing, as the process it is in
 * production, does with the time and the memory it gets. Each part has an OpenSearch and a Redis of its own, empty.
 */
import { parseArgs } from 'node:util'
import { startLocalStack, startReaper } from '@as/local-stack'
import { measureFreshness } from './freshness.ts'
import { measureIdle } from './idle.ts'
import { measureManyFeeds } from './many-feeds.ts'
import { measureMemory } from './memory.ts'
import { measureWatched } from './watched.ts'

const parts = {
  freshness: measureFreshness,
  idle: measureIdle,
  'many-feeds': measureManyFeeds,
  memory: measureMemory,
  watched: measureWatched,
} as const
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: Object.keys(parts) },
  },
})
const { OPENSEARCH_URL: _, REDIS_URL: __, ...environment } = process.env
const reaper = startReaper()
try {
  for (const [name, measure] of Object.entries(parts)) {
    if (!values.only.includes(name)) continue
    const stack = await startLocalStack({ reaper, environment, measuring: true })
    try {
      const { opensearchUrl, redisUrl } = stack
      console.log(`${name}:`)
      await measure({ opensearchUrl, redisUrl, reaper, quick: values.quick })
    } finally {
      await stack.stop()
    }
  }
} finally {
  await reaper.stop()
}
