import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '@as/local-stack'
import { eventually, runApp, startScriptedSource } from '@as/test-stack'
import { beforeAll, expect, inject, test } from 'vitest'
import { parse } from 'yaml'

const docs = join(import.meta.dirname, '../../../docs/monitoring')

/** What the alerts and the dashboard ask Prometheus. */
function expressions(): { where: string; expression: string }[] {
  const rules = parse(readFileSync(join(docs, 'prometheus-rules.yaml'), 'utf8')) as {
    groups: { rules: { alert: string; expr: string }[] }[]
  }
  const dashboard = JSON.parse(readFileSync(join(docs, 'grafana-dashboard.json'), 'utf8')) as {
    templating: { list: { query: string }[] }
    panels: { title: string; targets?: { expr: string }[] }[]
  }
  return [
    ...rules.groups.flatMap((group) => group.rules.map(({ alert, expr }) => ({ where: alert, expression: expr }))),
    ...dashboard.panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr }) => ({ where: title, expression: expr })),
    ),
    ...dashboard.templating.list
      .filter(({ query }) => query.startsWith('label_values'))
      .map(({ query }) => ({ where: 'templating', expression: query })),
  ]
}

const words = /^(sum|max|count|rate|increase|delta|absent|histogram_quantile|label_values|by|on|unless)$/

/** `rate(a_total{b="c"}[5m])` → a_total with the label b. The label `le` is every histogram's. */
function namesIn(expression: string): { metric: string; labels: string[] }[] {
  const grouped = [...expression.matchAll(/\b(?:by|on) \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/,\s*/))
  const text = expression
    .replace(/\b(by|on|without) \([^)]*\)/g, '')
    .replace(/\[\w+\]/g, '')
    .replace(/, feed_unique_id\)$/, ')')
  return [...text.matchAll(/([a-z_]\w*)\s*(?:\{([^}]*)\})?/gi)]
    .filter(([, name = '']) => !words.test(name))
    .map(([, metric = '', selectors = '']) => ({
      metric,
      labels: [...selectors.matchAll(/(\w+)\s*(?:=~|!=|!~|=)/g)].map(([, label = '']) => label).concat(grouped),
    }))
}

const exposed = new Map<string, Set<string>>([['up', new Set(['job', 'instance'])]])

beforeAll(async () => {
  await using source = await startScriptedSource()
  source.append({ id: 'a:1', object: { id: 'o:1' } }, { id: 'a:2', object: { id: 'o:2' } })
  const port = await freePort()
  const services = { REDIS_URL: inject('redisUrl'), OPENSEARCH_URL: inject('opensearchUrl') }
  const feed = `monitoring_${randomBytes(4).toString('hex')}`
  await using _outgoing = runApp('outgoing', {
    ...services,
    FEEDS__1__UNIQUE_ID: feed,
    FEEDS__1__SEED: source.seed,
    FEEDS__1__TYPE: 'activity_stream',
  })
  await using _incoming = runApp('incoming', {
    ...services,
    PORT: `${port}`,
    INCOMING_ACCESS_KEY_PAIRS__1__KEY_ID: 'k',
    INCOMING_ACCESS_KEY_PAIRS__1__SECRET_KEY: 's3cret-s3cret',
    INCOMING_ACCESS_KEY_PAIRS__1__PERMISSIONS__activities__1: '__MATCH_ALL__',
    INCOMING_IP_WHITELIST__1: '127.0.0.1',
  })
  const read = async (path: string) => await (await fetch(`http://127.0.0.1:${port}${path}`)).text()
  // one request that is refused
  await eventually('incoming', () => read('/v3/activities/_search'))
  const done = `ingest_passes_total{feed_unique_id="${feed}",outcome="published"} 1`
  const text = await eventually('the metrics of a pass', () => read('/metrics'), {
    holds: (metrics) => metrics.includes(done) && metrics.includes('incoming_refused_requests_total{'),
  })
  for (const line of `${text}\n${await consoleMetrics(services)}`.split('\n')) {
    const [, declared, type] = /^# TYPE (\w+) (\w+)$/.exec(line) ?? []
    const suffixes =
      type === 'histogram' ? ['_bucket', '_sum', '_count'] : type === 'summary' ? ['_sum', '_count'] : ['']
    if (declared) for (const suffix of suffixes) exposed.set(`${declared}${suffix}`, new Set())
    const [, sampled = '', labels = ''] = /^(\w+)\{(.*)\} /.exec(line) ?? []
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) exposed.get(sampled)?.add(label)
  }
}, 60_000)

/** Of a console that has shown a page, passed a request on, and refused one. */
async function consoleMetrics(services: Readonly<Record<string, string>>): Promise<string> {
  const port = await freePort()
  await using _console = runApp('console', { ...services, PORT: `${port}`, CONSOLE_LOGIN: 'none' })
  const read = async (path: string) => await (await fetch(`http://127.0.0.1:${port}${path}`)).text()
  await eventually('the console', () => read('/'))
  await read('/opensearch/_cluster/health')
  await read('/opensearch/_flush')
  return await eventually('its metrics', () => read('/metrics'), {
    holds: (metrics) =>
      /console_request_duration_seconds_count\{/.test(metrics) &&
      /console_proxy_duration_seconds_count\{/.test(metrics) &&
      /console_refusals_total\{/.test(metrics),
  })
}

test('the alerts and the dashboard name only metrics and labels that the apps expose', () => {
  const unknown = expressions().flatMap(({ where, expression }) =>
    namesIn(expression).flatMap(({ metric, labels }) => {
      const known = exposed.get(metric)
      if (!known) return [`${where}: ${metric}`]
      // what has not happened in this test shows no labels
      if (known.size === 0) return []
      return labels.filter((label) => !known.has(label)).map((label) => `${where}: ${metric}{${label}}`)
    }),
  )
  expect(unknown).toEqual([])
  expect(expressions().length).toBeGreaterThan(40)
})

test.each([
  'ingest_feed_duration_seconds_sum',
  'ingest_page_duration_seconds_bucket',
  'ingest_inprogress_ingests_total',
  'ingest_activities_nonunique_total',
  'elasticsearch_activities_total',
  'elasticsearch_feed_activities_total',
  'elasticsearch_activities_age_minimum_seconds',
  'elasticsearch_refresh_duration_seconds_sum',
  'http_request_duration_seconds_sum',
  'http_request_completed_total',
  'http_response_body_bytes_total',
  'dns_request_duration_seconds_sum',
])('%s, which dashboards in use have, is there', (name) => {
  expect([...exposed.keys()]).toContain(name)
})

test('every alert says how urgent it is, what it means and where to look', () => {
  const rules = parse(readFileSync(join(docs, 'prometheus-rules.yaml'), 'utf8')) as { groups: { rules: object[] }[] }
  for (const rule of rules.groups.flatMap((group) => group.rules)) {
    expect(rule).toMatchObject({
      alert: expect.stringMatching(/^ActivityStream/),
      labels: { severity: expect.stringMatching(/^(critical|warning)$/) },
      annotations: { summary: expect.stringMatching(/./), description: expect.stringMatching(/\.$/) },
    })
  }
})
