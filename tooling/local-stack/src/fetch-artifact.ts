import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import maven from 'mvn-artifact-download'
import type { Artifact } from './artifacts.ts'
import { checkSha256 } from './check-sha256.ts'
import { LocalStackError } from './errors.ts'
import { explainFault } from './explain-fault.ts'
import { createProgress } from './progress.ts'
import type { StackContext } from './stack-context.ts'

/** A download that brings nothing for so long is given up. */
const stallTimeoutMs = 30_000
const watchEveryMs = 250

// CommonJS: the function sits one level down where Node loads the module, but not where Vite does
const download = (maven as { default?: typeof maven.default }).default ?? (maven as unknown as typeof maven.default)

/**
 * Fetches an artifact from Maven Central into `folder` and checks its content.
 *
 * @returns The file's path.
 * @throws {LocalStackError} `network`, `checksum`, `disk_full` or `not_writable`.
 */
export async function fetchArtifact(
  artifact: Artifact,
  folder: string,
  { cache, signal, onProgress }: Pick<StackContext, 'cache' | 'signal' | 'onProgress'>,
): Promise<string> {
  const { label, groupId, artifactId, version, extension, instead } = artifact
  const filename = `${artifactId}-${version}.${extension}`
  const file = join(folder, filename)
  const stop = new AbortController()
  const stopped = AbortSignal.any([signal, stop.signal])
  try {
    const megabytes = Math.round(artifact.bytes / 1e6)
    if (megabytes > 0) onProgress(`Fetching ${label} (${megabytes} MB)...`)
    const fetchOptions = { timeout: stallTimeoutMs, signal: stopped } // passed on to node-fetch, which knows `signal`
    const fetched = download({ groupId, artifactId, version, extension }, folder, undefined, filename, fetchOptions)
    fetched.catch(() => {})
    await Promise.race([fetched, failWhenStalled(file, artifact, stopped, onProgress)])
    await checkSha256(file, artifact)
    return file
  } catch (error) {
    signal.throwIfAborted()
    throw explainFault(error, { action: `fetch ${label}`, instead, cache })
  } finally {
    stop.abort()
  }
}

/** Watches the file grow: the download itself says nothing, and hangs when its connection breaks half-way. */
function failWhenStalled(
  file: string,
  { label, bytes, instead }: Artifact,
  signal: AbortSignal,
  onProgress: (line: string) => void,
): Promise<never> {
  const report = createProgress(`Fetching ${label}`, bytes, onProgress)
  return new Promise((_, reject) => {
    let seen = 0
    let idleMs = 0
    const timer = setInterval(() => {
      const size = existsSync(file) ? statSync(file).size : 0
      idleMs = size > seen ? 0 : idleMs + watchEveryMs
      seen = size
      report(size)
      if (idleMs < stallTimeoutMs) return
      const advice = `check the network and try again, or set ${instead} to a server that runs already`
      const sentence = `Cannot fetch ${label}: nothing came for ${stallTimeoutMs / 1000} s; ${advice}`
      reject(new LocalStackError('network', sentence))
    }, watchEveryMs)
    signal.addEventListener('abort', () => {
      clearInterval(timer)
      reject(signal.reason)
    })
  })
}
