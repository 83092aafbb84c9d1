import { expect, test } from 'vitest'
import { isDashboardsRead } from './dashboards-reads.ts'
import { type IsRead, isOpenSearchRead } from './reads.ts'
import { upstreamPath } from './upstream-path.ts'

const judge = (isRead: IsRead, request: string): boolean | undefined => {
  const [method = '', target = ''] = request.split(' ')
  const path = upstreamPath(`/m${target}`, '/m')
  return path && isRead(method, path)
}

test.each([
  'GET /',
  'HEAD /',
  'GET /activities',
  'HEAD /activities',
  'GET /activities,objects*/_search',
  'POST /activities/_search',
  'POST /_search',
  'GET /_all/_search',
  'POST /_msearch',
  'POST /activities/_count',
  'POST /activities/_mget',
  'POST /activities/_validate/query',
  'POST /activities/_explain/1',
  'POST /activities/_analyze',
  'POST /_analyze',
  'GET /activities/_doc/some:id%20x',
  'GET /activities/_mapping/field/object.type',
  'GET /_cat/indices',
  'GET /_cat',
  'GET /_cluster/health',
  'GET /_cluster/health/activities',
  'GET /_nodes/stats/jvm',
  'GET /_tasks',
  'GET /activities/_stats/docs',
  'GET /_alias/activities',
  'POST /_search/scroll',
  'POST /activities/_search/point_in_time',
])('isOpenSearchRead() of %s', (request) => {
  expect(judge(isOpenSearchRead, request)).toBe(true)
})

test.each([
  'PUT /activities',
  'DELETE /activities',
  'POST /activities',
  'POST /activities/_doc',
  'PUT /activities/_doc/1',
  'POST /activities/_update/1',
  'POST /activities/_create/1',
  'POST /_bulk',
  'POST /%5Fbulk',
  'POST /activities/_bulk',
  'POST /activities/%5fbulk',
  'POST /_search/_bulk',
  'POST /activities/_delete_by_query',
  'POST /activities/_update_by_query',
  'POST /_reindex',
  'POST /_aliases',
  'PUT /_cluster/settings',
  'POST /_cluster/reroute',
  'POST /_nodes/reload_secure_settings',
  'POST /activities/_forcemerge',
  'GET /activities/_flush',
  'GET /_flush',
  'GET /activities/_refresh',
  'GET /_refresh',
  'GET /activities/_cache/clear',
  'POST /activities/_close',
  'GET /_snapshot/repository',
  'GET /_scripts/one',
  'GET /_plugins/_security/api/internalusers',
  'POST /_plugins/_sql',
  'POST /_tasks/_cancel',
  'POST /_tasks/x:1/_cancel',
  'DELETE /_search/scroll',
  'DELETE /_search/point_in_time',
  'DELETE /_search/scroll/_all',
  'DELETE /_search/point_in_time/_all',
  'DELETE /_all',
  'PATCH /activities/_search',
  'get /activities/_search',
  'PUT /activities/_search',
  'POST /activities/_search/',
  'POST /activities/x/_search',
])('isOpenSearchRead() takes %s for a write', (request) => {
  // but for the trailing slash, which OpenSearch does not mind either
  expect(judge(isOpenSearchRead, request)).toBe(request.endsWith('/_search/'))
})

test.each([
  ['GET /app/home', true],
  ['POST /internal/search/opensearch', true],
  ['POST /api/saved_objects/_bulk_get', true],
  ['POST /api/saved_objects/index-pattern', false],
  ['DELETE /api/saved_objects/index-pattern/1', false],
  ['POST /api/console/proxy?method=GET&path=_cat/indices', true],
  ['POST /api/console/proxy?method=post&path=%2Factivities%2F_search%3Fsize%3D1', true],
  ['POST /api/console/proxy?method=DELETE&path=activities', false],
  ['GET /api/console/proxy?method=PUT&path=activities', false],
  ['POST /api/console/proxy?method=GET&path=_cat&method=DELETE', false],
  ['POST /api/console/proxy?method=GET&path=a/../_flush', false],
  ['POST /api/console/proxy', false],
])('isDashboardsRead() of %s is %s', (request, reads) => {
  expect(judge(isDashboardsRead, request)).toBe(reads)
})
