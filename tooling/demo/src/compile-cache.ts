import { join } from 'node:path'
import { cachePlaces, LocalStackError, openCacheFolder } from '@as/local-stack'
import type { AppEnvironment } from './app-environments.ts'

/**
 * Lets Node keep what it compiles of the apps beside the downloads: from the second start on each is there in half the
 * time. Nothing where no folder can be had.
 */
export function compileCache(environment: Readonly<Record<string, string | undefined>>): AppEnvironment {
  try {
    return { NODE_COMPILE_CACHE: join(openCacheFolder(cachePlaces(environment)), 'compiled') }
  } catch (error) {
    if (error instanceof LocalStackError) return {}
    throw error
  }
}
