import { type LocalStack, type LocalStackOptions, startLocalStack } from '@as/local-stack'
import { watermarks } from './scenarios/disk-full.ts'
import { mountSmallDisk, type SmallDisk } from './small-disk.ts'

interface Stage {
  readonly stack: LocalStack
  readonly disk: SmallDisk | undefined
}

export interface Stacks extends AsyncDisposable {
  /** The one that scenarios share, or one on a small disk; the shared one where none can be mounted. */
  get(kind: 'shared' | 'small-disk'): Promise<Stage>
}

/** Starts servers when they are first asked for; disposed, they are gone. */
export function createStacks(options: LocalStackOptions): Stacks {
  const started: Stage[] = []
  let shared: Stage | undefined
  return {
    async get(kind) {
      const disk = kind === 'small-disk' ? mountSmallDisk() : undefined
      if (!disk && shared) return shared
      const stage = { stack: await start(options, disk), disk }
      started.push(stage)
      if (!disk) shared = stage
      return stage
    },
    async [Symbol.asyncDispose]() {
      for (const { stack, disk } of started) {
        await stack.stop()
        disk?.remove()
      }
    },
  }
}

async function start(options: LocalStackOptions, disk: SmallDisk | undefined): Promise<LocalStack> {
  if (!disk) return await startLocalStack(options)
  try {
    return await startLocalStack({ ...options, opensearchSettings: { ...watermarks, 'path.data': disk.path } })
  } catch (error) {
    disk.remove()
    throw error
  }
}
