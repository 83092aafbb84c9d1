import { startLocalStack } from '@as/local-stack'
import type { TestProject } from 'vitest/node'

/** Starts OpenSearch and Redis once for all integration tests, or uses those that the environment names. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stack = await startLocalStack({ onProgress: (line) => console.log(line) })
  project.provide('opensearchUrl', stack.opensearchUrl)
  project.provide('redisUrl', stack.redisUrl)
  return () => stack.stop()
}
