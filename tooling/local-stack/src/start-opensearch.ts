import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Artifact } from './artifacts.ts'
import { cached } from './cached.ts'
import { type ChosenOpenSearch, chooseOpenSearch } from './choose-opensearch.ts'
import { explainFault } from './explain-fault.ts'
import { fetchArtifact } from './fetch-artifact.ts'
import { opensearchArguments, opensearchLogging, opensearchSettings } from './opensearch-command.ts'
import { giveTo } from './service-user.ts'
import type { StackContext } from './stack-context.ts'
import { type RunningService, startService } from './start-service.ts'
import { unzip } from './unzip.ts'

/** Starts an empty OpenSearch on a free loopback port, fetching it and Java where they are missing. */
export async function startOpenSearch(context: StackContext): Promise<RunningService> {
  try {
    const chosen = await chooseOpenSearch(context)
    const home = await unpackedOpenSearch(context, chosen.artifact)
    return await launch(context, chosen, home)
  } catch (error) {
    context.signal.throwIfAborted()
    throw explainFault(error, { action: 'start OpenSearch', instead: 'OPENSEARCH_URL', cache: context.cache })
  }
}

async function unpackedOpenSearch(context: StackContext, artifact: Artifact): Promise<string> {
  const folder = await cached(context, `opensearch-${artifact.version}`, async (work) => {
    const file = await fetchArtifact(artifact, work, context)
    context.onProgress(`Unpacking ${artifact.label}...`)
    await unzip(file, work, context)
    rmSync(file)
  })
  return join(folder, `opensearch-${artifact.version}`)
}

async function launch(
  context: StackContext,
  { artifact, java }: ChosenOpenSearch,
  home: string,
): Promise<RunningService> {
  const run = join(context.run.path, 'opensearch')
  for (const folder of [run, ...['config', 'data', 'logs', 'tmp'].map((name) => join(run, name))]) {
    mkdirSync(folder)
    giveTo(context.user, folder)
  }
  const folders = { home, run }
  const configure = (port?: number): void => {
    const { measuring, opensearchSettings: more } = context
    const settings = opensearchSettings(folders, { port, measuring, more })
    writeFileSync(join(run, 'config/opensearch.yml'), settings, { mode: 0o644 })
  }
  configure()
  writeFileSync(join(run, 'config/log4j2.properties'), opensearchLogging, { mode: 0o644 })
  const portsFile = join(run, 'logs/http.ports')
  return startService(context, {
    name: `${artifact.label} on Java ${java.version}`,
    command: java.command,
    args: opensearchArguments(artifact.version.startsWith('3') ? 3 : 2, folders, java, context),
    cwd: run,
    environment: { HOME: run, LANG: 'C.UTF-8' },
    async findUrl(signal) {
      if (!existsSync(portsFile)) return undefined
      const url = `http://${readFileSync(portsFile, 'utf8').split('\n')[0]}`
      const response = await fetch(`${url}/_cluster/health?wait_for_status=yellow&timeout=30s`, { signal })
      await response.arrayBuffer()
      return response.ok ? url : undefined
    },
    beforeRestart(url) {
      rmSync(portsFile)
      configure(Number(new URL(url).port))
    },
  })
}
