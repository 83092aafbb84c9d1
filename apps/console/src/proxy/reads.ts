import type { UpstreamPath } from './upstream-path.ts'

/** A request by which OpenSearch or Dashboards changes nothing. Whatever is not known to be one is a write. */
export type IsRead = (method: string, path: UpstreamPath) => boolean

/** What a GET or a HEAD may ask. `:x` is any one segment that is no endpoint, `*` whatever follows, also nothing. */
const looks = [
  '',
  ':index',
  ':index/_doc/:id',
  ':index/_source/:id',
  '_cat/*',
  '_cluster/health/*',
  '_cluster/state/*',
  '_cluster/stats/*',
  '_cluster/settings',
  '_cluster/pending_tasks',
  '_cluster/allocation/explain',
  '_nodes',
  '_nodes/stats/*',
  '_nodes/usage/*',
  '_nodes/hot_threads',
  '_nodes/:node',
  '_nodes/:node/:metric',
  '_nodes/:node/stats/*',
  '_tasks/*',
  '_remote/info',
  '_resolve/index/:index',
  '_template/*',
  '_index_template/*',
  '_component_template/*',
  '_search/point_in_time/_all',
  ...anywhere(
    '_mapping/*',
    '_mappings',
    '_settings/*',
    '_alias/*',
    '_aliases',
    '_stats/*',
    '_segments',
    '_recovery',
    '_shard_stores',
    '_field_caps',
  ),
]

/** What a POST may ask as well as a GET: questions with a body. */
const questions = [
  ...anywhere(
    '_search',
    '_search/template',
    '_msearch',
    '_msearch/template',
    '_count',
    '_mget',
    '_field_caps',
    '_validate/query',
    '_search_shards',
    '_analyze',
    '_rank_eval',
    '_mtermvectors',
  ),
  ':index/_explain/:id',
  ':index/_termvectors/*',
  '_render/template/*',
  '_search/scroll',
]

/** One that ends is not among the reads: what is to end stands in the body, and may be everybody's. */
const begins = [':index/_search/point_in_time']

const looksPattern = pattern([...looks, ...questions])
const postPattern = pattern([...questions, ...begins])

/** Whether OpenSearch changes nothing by a request. */
export const isOpenSearchRead: IsRead = (method, { segments }) => {
  const path = segments.join('/')
  if (method === 'GET' || method === 'HEAD') return looksPattern.test(path)
  return method === 'POST' && postPattern.test(path)
}

/** Of an endpoint of the whole cluster and of one index alike. */
function anywhere(...endpoints: readonly string[]): string[] {
  return endpoints.flatMap((endpoint) => [endpoint, `:index/${endpoint}`])
}

function pattern(templates: readonly string[]): RegExp {
  const alternatives = templates.map((template) =>
    template
      .replace(/[.]/g, '\\.')
      .replace(/\/\*$/, '(?:/.*)?')
      .replace(/:id\b/g, '[^/]+')
      // an index of everything is _all; no other name of one begins so
      .replace(/:\w+/g, '(?:_all|[^_/][^/]*)'),
  )
  return new RegExp(`^(?:${alternatives.join('|')})$`, 's')
}
