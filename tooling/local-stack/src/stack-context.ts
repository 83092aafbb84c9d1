import type { Environment } from './cache-folder.ts'
import type { Reaper } from './reaper.ts'
import type { RunFolder } from './run-folder.ts'
import type { ServiceUser } from './service-user.ts'

/** What every step of one start shares. */
export interface StackContext {
  /** Kept between starts, shared by clones and by starts at the same time. */
  readonly cache: string
  /** This start's own. */
  readonly run: RunFolder
  readonly reaper: Reaper
  /** Who runs the services, where that is not us. */
  readonly user: ServiceUser | undefined
  readonly environment: Environment
  /** For `opensearch.yml`, in place of ours. */
  readonly opensearchSettings: Readonly<Record<string, unknown>>
  /** Whether OpenSearch gets what it has in production, instead of a quick start. */
  readonly measuring: boolean
  readonly signal: AbortSignal
  readonly onProgress: (line: string) => void
  /** Called when a service that was ready ends without being asked to; with its last lines. */
  readonly onExit: (sentence: string) => void
}
