import { delimiter, join } from 'node:path'
import type { Java } from './find-java.ts'

export interface OpenSearchFolders {
  /** The unpacked distribution. */
  readonly home: string
  /** This run's: `config`, `data`, `logs`, `tmp` are in it. */
  readonly run: string
}

/**
 * `opensearch.yml`, as JSON (which is YAML): one node, loopback only, told in `logs/http.ports`.
 *
 * @param options.port Where it answers: default a free port.
 * @param options.measuring Whether memory is counted as production counts it, garbage and all: a quick start's collector
 *   leaves so much of it that requests would be refused.
 * @param options.more Settings of the caller's, in place of these.
 */
export function opensearchSettings(
  { run }: OpenSearchFolders,
  {
    port = 0,
    measuring = false,
    more = {},
  }: { port?: number | undefined; measuring?: boolean; more?: Readonly<Record<string, unknown>> } = {},
): string {
  const settings = {
    'cluster.name': 'activity-stream-local',
    'discovery.type': 'single-node',
    'http.host': '127.0.0.1',
    'http.port': port,
    'transport.host': '127.0.0.1',
    'transport.port': 0,
    'node.portsfile': true,
    'path.data': join(run, 'data'),
    'path.logs': join(run, 'logs'),
    'cluster.routing.allocation.disk.threshold_enabled': false, // a laptop's disk is often 90 % full
    'action.auto_create_index': false,
    'indices.breaker.total.use_real_memory': measuring,
    ...more,
  }
  return JSON.stringify(settings, undefined, 2)
}

/** Warnings to the console, no files. */
export const opensearchLogging = `status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%-5p][%c{1.}] %m%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
`

/** Another collector leaves garbage where OpenSearch's circuit breaker counts it, and has it refuse requests. */
const collector = '-XX:+UseG1GC -XX:G1ReservePercent=25 -XX:InitiatingHeapOccupancyPercent=30'
const vectors = '--add-modules=jdk.incubator.vector'
const compactHeaders = '-XX:+UseCompactObjectHeaders'

/**
 * Java's arguments: what `bin/opensearch` would work out with three more Java starts, plus flags for a quick start in
 * little memory; or, for measuring, 2 GB and what `config/jvm.options` gives production. The agent of OpenSearch 3, which
 * fences plugins in, is on the class path but not put to work: there are no plugins here, and it makes a start a third
 * slower.
 *
 * @param major OpenSearch's major version.
 */
export function opensearchArguments(
  major: 2 | 3,
  { home, run }: OpenSearchFolders,
  java: Java,
  { measuring = false } = {},
): string[] {
  const machine = measuring
    ? `-Xms2g -Xmx2g ${collector} ${java.version >= 20 ? vectors : ''} ${java.version >= 25 ? compactHeaders : ''}`
    : '-Xms512m -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1'
  const plain = '-Xss1m -XX:-OmitStackTraceInFastThrow -Djava.awt.headless=true -Dfile.encoding=UTF-8 -Djna.nosys=true'
  const netty =
    '-Dio.netty.noUnsafe=true -Dio.netty.noKeySetOptimization=true -Dio.netty.recycler.maxCapacityPerThread=0'
  const logging = '-Dlog4j.shutdownHookEnabled=false -Dlog4j2.disable.jmx=true'
  return [
    ...[machine, plain, netty, logging].join(' ').split(/ +/),
    `-Djava.io.tmpdir=${join(run, 'tmp')}`,
    `-Djna.tmpdir=${join(run, 'tmp')}`, // else below the user's home
    '-Dorg.apache.lucene.store.MMapDirectory.sharedArenaMaxPermits=1',
    // Java before 17 does not know the flag, and OpenSearch 3 does without
    ...(major === 2 && java.version >= 17 ? ['-Djava.security.manager=allow'] : []),
    ...(java.jars ? ['-Djava.locale.providers=CLDR,SPI'] : []),
    `-Dopensearch.path.home=${home}`,
    `-Dopensearch.path.conf=${join(run, 'config')}`,
    '-Dopensearch.distribution.type=zip',
    '-Dopensearch.bundled_jdk=false',
    '-cp',
    [join(home, 'lib/*'), join(home, 'agent/*'), ...(java.jars ?? [])].join(delimiter),
    'org.opensearch.bootstrap.OpenSearch',
  ]
}
