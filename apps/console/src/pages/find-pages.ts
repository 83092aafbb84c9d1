import type { OutgoingClient } from '../outgoing/outgoing-client.ts'
import type { FoundDocument } from './run-search.ts'

/** How long a search waits to hear which pages its hits came from: they are worth less than the hits. */
const TIMEOUT_MS = 2_000

/**
 * The pages that documents came from, as far as outgoing knows: it is asked once for each feed. Never throws, and takes
 * two seconds at most.
 */
export async function findPages(
  documents: readonly FoundDocument[],
  outgoing: Pick<OutgoingClient, 'pages'> | undefined,
  timeoutMs: number = TIMEOUT_MS,
): Promise<ReadonlyMap<FoundDocument, string>> {
  if (!outgoing) return new Map()
  const versionsOf = (feed: string) =>
    documents.filter((document) => document.feed === feed).flatMap(({ version }) => version ?? [])
  const feeds = [...new Set(documents.flatMap(({ feed }) => feed ?? []))]
  const asked = feeds.map(
    async (feed) => [feed, await within(timeoutMs, outgoing.pages(feed, versionsOf(feed)))] as const,
  )
  const pages = new Map(await Promise.all(asked))
  const found = documents.flatMap((document): [FoundDocument, string][] => {
    const { feed = '', version = '' } = document
    const url = pages.get(feed)?.get(version)
    return url === undefined ? [] : [[document, url]]
  })
  return new Map(found)
}

/** What came by then; `undefined` where it did not, or failed. */
async function within<Answer>(ms: number, answer: Promise<Answer>): Promise<Answer | undefined> {
  const late = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => late.resolve(undefined), ms)
  return await Promise.race([answer.catch(() => undefined), late.promise]).finally(() => clearTimeout(timer))
}
