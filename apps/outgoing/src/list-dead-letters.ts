import type { DeadLetter, DeadLetterPage, DeadLetters } from '@as/ingest'

/** How many letters are asked for at once: a body may have 1 MiB. */
const AT_ONCE = 5

/** When the bodies of a page come to more, it ends: the rest is on the next. */
const MAX_BODY_LENGTH = 4 * 1024 * 1024

/** One page of a feed's dead letters, of at most `limit`, and of fewer where their bodies are long. */
export async function listDeadLetters(
  deadLetters: Pick<DeadLetters, 'list'>,
  feed: string,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<DeadLetterPage> {
  const listed: DeadLetter[] = []
  for (let [from, length] = [after, 0]; ; ) {
    const page = await deadLetters.list(feed, { limit: Math.min(AT_ONCE, limit - listed.length), after: from })
    listed.push(...page.deadLetters)
    length += page.deadLetters.reduce((sum, { body }) => sum + body.length, 0)
    from = page.next
    if (from === undefined || listed.length >= limit || length >= MAX_BODY_LENGTH) {
      return { total: page.total, deadLetters: listed, next: from }
    }
  }
}

/** All dead letters of a feed, one after the other. */
export async function* allDeadLetters(
  deadLetters: Pick<DeadLetters, 'list'>,
  feed: string,
): AsyncGenerator<DeadLetter> {
  let after: string | undefined
  do {
    const page = await deadLetters.list(feed, { limit: AT_ONCE, after })
    yield* page.deadLetters
    after = page.next
  } while (after !== undefined)
}
