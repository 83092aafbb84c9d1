import { QueryProxyError, type QueryProxyErrorCode, type QueryProxyEvent } from '@as/query-proxy'
import { describeCrash, type ErrorReports } from '@as/service'

/** What is not the caller's doing, and does not go away by their asking otherwise. */
const ours: ReadonlySet<QueryProxyErrorCode> = new Set([
  'nonce_store_down',
  'issuer_down',
  'search_unreachable',
  'search_incomplete',
  'search_unreadable',
  'configuration_invalid',
])

/** Reports why requests cannot be answered; never what was asked, nor what a caller did wrong. */
export function reportFailures({ report }: Pick<ErrorReports, 'report'>): (event: QueryProxyEvent) => void {
  return (event) => {
    if (event.type !== 'request-failed' && event.type !== 'answer-broken-off') return
    const { error } = event
    if (!(error instanceof QueryProxyError)) {
      report({ kind: 'unexpected', message: `A request could not be answered: ${describeCrash(error)}` })
    } else if (ours.has(error.code)) report({ kind: error.code, message: error.message })
  }
}
