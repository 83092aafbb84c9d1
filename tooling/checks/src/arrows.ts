/**
 * Checks the arrows between packages: who may import whom, where a library may be used, and that nothing but an app's
 * main and the service package reads the process's environment. Run it: `node tooling/checks/src/arrows.ts`.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')

/** "A may import B". A folder that is not named here may not exist: name its arrows first. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  'packages/as2-schema': [],
  'packages/hawk': [],
  'packages/service': [],
  'packages/feed-server': ['as2-schema', 'hawk'],
  'packages/feed-client': ['as2-schema', 'hawk'],
  'packages/feed-conformance': ['feed-client', 'hawk'],
  'packages/index-swapper': [],
  'packages/ingest': ['feed-client', 'index-swapper'],
  'packages/query-proxy': ['as2-schema', 'hawk'],
  'packages/query-client': ['as2-schema', 'hawk'],
  'apps/outgoing': ['service', 'ingest', 'feed-client', 'index-swapper'],
  'apps/incoming': ['service', 'query-proxy', 'hawk'],
  'apps/verification-feed': ['service', 'feed-server'],
  'apps/console': ['service', 'query-client'],
}

/** Beside them, what tests may import. */
const testArrows: Readonly<Record<string, readonly string[]>> = {
  'packages/query-proxy': ['query-client', 'feed-client'],
  'packages/feed-conformance': ['feed-server'],
  'packages/ingest': ['feed-server'],
}
const everyTest = ['test-stack', 'local-stack', 'browser', 'hawk', 'service']

/** Libraries that only some files may import: the way out of the process is known. */
const gates: Readonly<Record<string, RegExp>> = {
  'node:http':
    /^packages\/(feed-client\/src\/request-page|feed-conformance\/src\/http-exchange|service\/src\/serve-until)\.ts$|^apps\//,
  '@opensearch-project/opensearch': /^packages\/index-swapper\/src\/opensearch\.ts$|^apps\//,
  undici: /^packages\/query-proxy\/src\/(exchange|opensearch-connection)\.ts$/,
  ioredis: /^packages\/service\/src\/redis\/|^apps\/|\/redis\//,
}

const faults = globSync('{packages,apps}/*/{src,test}/**/*.ts', { cwd: root }).flatMap(checkFile)
for (const fault of faults) console.error(fault)
console.log(faults.length === 0 ? 'The arrows between packages hold.' : `${faults.length} arrows do not hold.`)
process.exitCode = faults.length === 0 ? 0 : 1

function checkFile(file: string): string[] {
  const home = file.split('/').slice(0, 2).join('/')
  const mayImport = arrows[home]
  if (!mayImport) return [`${file}: ${home} has no arrows; name them in tooling/checks/src/arrows.ts`]
  const isTest = /\.(test|test-d)\.ts$/.test(file) || file.startsWith(`${home}/test/`)
  const allowed = isTest ? [...mayImport, ...(testArrows[home] ?? []), ...everyTest] : mayImport
  const source = readFileSync(join(root, file), 'utf8')
  const imports = [
    ...source.matchAll(/^(?:import|export|\} from)[^'"\n]*['"]([^'"]+)['"]|import\(['"]([^'"]+)['"]\)/gm),
  ]
  const names = imports.map((match) => match[1] ?? match[2] ?? '')
  const readsEnvironment = /\bprocess\.env\b/.test(source) && !isTest && home !== 'packages/service'
  return [
    ...names.flatMap((name) => importFault(file, home, name, { allowed, isTest })),
    ...(readsEnvironment ? [`${file}: reads process.env; take what it needs as an option`] : []),
  ]
}

function importFault(
  file: string,
  home: string,
  name: string,
  { allowed, isTest }: { allowed: readonly string[]; isTest: boolean },
): string[] {
  const ours = /^@as\/([^/]+)/.exec(name)?.[1]
  if (ours !== undefined) {
    if (`packages/${ours}` === home) return [`${file}: imports its own package by name; import the file`]
    return allowed.includes(ours) ? [] : [`${file}: ${home} may not import @as/${ours}`]
  }
  if (name.startsWith('.')) {
    const target = join(file, '..', name)
    return target.startsWith(`${home}/`) ? [] : [`${file}: reaches into ${target}; import the package`]
  }
  const gate = Object.entries(gates).find(([library]) => name === library || name.startsWith(`${library}/`))
  return gate && !isTest && !gate[1].test(file) ? [`${file}: ${gate[0]} may not be imported here`] : []
}
