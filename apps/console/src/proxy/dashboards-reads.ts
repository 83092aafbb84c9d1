import { type IsRead, isOpenSearchRead } from './reads.ts'
import { upstreamPath } from './upstream-path.ts'

/** Dashboards asks by POST much of what it only looks at. */
const questions =
  /^(internal\/search(\/.*)?|internal\/bsearch|api\/saved_objects\/(_bulk_get|_bulk_resolve)|api\/metrics\/vis\/data|api\/timeline\/run|api\/ui_metric\/report|api\/ui_counters\/_report)$/

/** Whether Dashboards, and the OpenSearch behind it, change nothing by a request. */
export const isDashboardsRead: IsRead = (method, path) => {
  const asked = path.segments.join('/')
  if (asked === 'api/console/proxy') return isConsoleRead(path.query)
  if (method === 'GET' || method === 'HEAD') return true
  return method === 'POST' && questions.test(asked)
}

/** Its own console sends anything to OpenSearch: `POST /api/console/proxy?method=GET&path=_cat/indices`. */
function isConsoleRead(query: URLSearchParams): boolean {
  const [method = '', path = ''] = [query.get('method') ?? undefined, query.get('path') ?? undefined]
  if (query.getAll('method').length !== 1 || query.getAll('path').length !== 1) return false
  const inner = upstreamPath(path.startsWith('/') ? path : `/${path}`, '')
  return inner !== undefined && isOpenSearchRead(method.toUpperCase(), inner)
}
