import { feedIds } from './app-environments.ts'
import { DemoError } from './errors.ts'

const answerTimeoutMs = 5000

/**
 * Makes sure that the demo does no harm to a cluster that it did not start: outgoing removes the indexes of all feeds
 * that it is not configured with, and here it knows the demo's feeds only.
 *
 * @throws {DemoError} If the cluster holds other feeds.
 */
export async function checkOtherFeeds(opensearchUrl: string, signal: AbortSignal): Promise<void> {
  const url = new URL(opensearchUrl)
  const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  const headers = url.username ? { authorization: `Basic ${Buffer.from(login).toString('base64')}` } : {}
  const address = `${url.origin}${url.pathname.replace(/\/$/, '')}/_cat/indices/*__feed_id_*?h=index`
  const response = await fetch(address, {
    headers,
    signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
  })
  const others = otherFeeds(await response.text())
  if (others.length === 0) return
  const list = others.map((id) => `"${id}"`).join(', ')
  const advice = 'give the demo an OpenSearch of its own, or unset OPENSEARCH_URL to have one started'
  throw new DemoError(
    `Cannot run on this OpenSearch: it holds other feeds (${list}), which would be removed; ${advice}`,
  )
}

/** The feeds in a list of index names, a line each, that are not the demo's. */
export function otherFeeds(indexNames: string): string[] {
  const ids = [...indexNames.matchAll(/^(?:activities|objects)__feed_id_(.+?)__date_/gm)].map(([, id]) => id ?? '')
  return [...new Set(ids)].filter((id) => !feedIds.some((own) => own === id))
}
