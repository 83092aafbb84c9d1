import { expect, test } from 'vitest'
import { opensearchArguments, opensearchSettings } from './opensearch-command.ts'

const folders = { home: '/cache/opensearch', run: '/runs/1/opensearch' }

test('opensearchSettings() listens on loopback only, on free ports', () => {
  expect(JSON.parse(opensearchSettings(folders))).toMatchObject({
    'http.host': '127.0.0.1',
    'http.port': 0,
    'transport.host': '127.0.0.1',
    'transport.port': 0,
    'path.data': '/runs/1/opensearch/data',
  })
})

test('opensearchSettings() takes the port it had before, and settings of the caller in place of ours', () => {
  const text = opensearchSettings(folders, { port: 9201, more: { 'path.data': '/mnt/small' } })
  expect(JSON.parse(text)).toMatchObject({ 'http.port': 9201, 'path.data': '/mnt/small' })
})

test.each<[2 | 3, number, boolean]>([
  [3, 25, false],
  [2, 17, true],
  [2, 11, false],
])('opensearchArguments() for OpenSearch %s on Java %s allows a security manager: %s', (major, version, allowed) => {
  const args = opensearchArguments(major, folders, { command: 'java', version })
  expect(args.includes('-Djava.security.manager=allow')).toBe(allowed)
})

test.each([true, false])(
  'opensearchSettings() counts memory as production does for measuring only: %s',
  (measuring) => {
    expect(JSON.parse(opensearchSettings(folders, { measuring }))).toMatchObject({
      'indices.breaker.total.use_real_memory': measuring,
    })
  },
)

test('opensearchArguments() for measuring has memory, compiles and collects garbage as production does', () => {
  const argumentsOn = (version: number) =>
    opensearchArguments(3, folders, { command: 'java', version }, { measuring: true })
  const args = argumentsOn(25)
  for (const wanted of [
    '-Xmx2g',
    '-XX:+UseG1GC',
    '--add-modules=jdk.incubator.vector',
    '-XX:+UseCompactObjectHeaders',
  ]) {
    expect(args).toContain(wanted)
  }
  expect(args).not.toContain('-XX:TieredStopAtLevel=1')
  expect(args).not.toContain('')
  expect(argumentsOn(21)).not.toContain('-XX:+UseCompactObjectHeaders')
  expect(argumentsOn(17)).not.toContain('--add-modules=jdk.incubator.vector')
})

test('opensearchArguments() adds what a trimmed Java lacks to the class path', () => {
  const args = opensearchArguments(3, folders, { command: 'java', version: 25, jars: ['/cache/icu/icu4j.jar'] })
  expect(args[args.indexOf('-cp') + 1]).toBe('/cache/opensearch/lib/*:/cache/opensearch/agent/*:/cache/icu/icu4j.jar')
  expect(args).toContain('-Djava.locale.providers=CLDR,SPI')
})
