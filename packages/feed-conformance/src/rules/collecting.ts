import { as2Format, FeedClientError, type PageRequester, readFeed } from '@as/feed-client'
import type { Check } from '../check.ts'
import { fail, pass, skip } from '../finding.ts'
import type { Probe } from '../probe.ts'

/** What is seen of a feed by who collects it. */
export const collectingChecks: readonly Check[] = [
  {
    rule: 'P6',
    asks: 'a collector that uses next as it is can take in every page and every activity',
    strength: 'must',
    async run(probe) {
      const { maxPages } = probe.limits
      let [pages, items] = [0, 0]
      try {
        for await (const page of readFeed({
          seed: probe.seed,
          format: as2Format,
          requestPage: requesterOf(probe),
          signal: probe.signal,
        })) {
          const [rejected] = page.rejected
          if (rejected)
            return fail(`activity ${rejected.index} of ${page.url}: ${rejected.reason}`, 'serve what can be indexed')
          pages += 1
          items += page.items.length
          if (pages >= maxPages) break
        }
      } catch (error) {
        if (error instanceof FeedClientError) return fail(error.message, 'serve pages that a collector can take in')
        throw error
      }
      return pass(`${items} activities in ${pages} pages`)
    },
  },
  {
    rule: 'P27',
    asks: 'a Refresh means that all there is follows',
    strength: 'must',
    run: async () => skip('what is meant by a Refresh cannot be seen from outside'),
  },
]

/** The collector reads through the probe: with its credentials, within its budget. */
function requesterOf(probe: Probe): PageRequester {
  return async (url) => {
    const { body, headers, ms } = await probe.request({ url })
    return {
      status: 'ok',
      url,
      body,
      etag: headers.etag,
      contentType: headers['content-type'],
      preferenceApplied: undefined,
      fetchMs: ms,
    }
  }
}
