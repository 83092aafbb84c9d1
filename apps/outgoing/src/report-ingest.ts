import type { IngestEvent } from '@as/ingest'
import { describeError, type ErrorReports } from '@as/service'

/** What fails this often in a row does not pass by itself. */
const FAILURES = 3

/**
 * Reports what people should know about, and nothing of normal operation: a refused document, a lost lease, a held
 * generation, and passes, claims and deletions that keep failing. No report names a document or repeats one.
 */
export function reportIngest({ report }: Pick<ErrorReports, 'report'>): (event: IngestEvent) => void {
  const failures = new Map<string, number>()
  const failed = (kind: string, about: string, message: (times: number) => string) => {
    const times = (failures.get(`${kind} ${about}`) ?? 0) + 1
    failures.set(`${kind} ${about}`, times)
    if (times >= FAILURES) report({ kind, about, message: message(times) })
  }
  const succeeded = (kind: string, about: string) => failures.delete(`${kind} ${about}`)
  return (event) => {
    switch (event.type) {
      case 'record-rejected':
        return report({
          kind: 'record-unreadable',
          about: event.feed,
          message: `A record of the feed "${event.feed}" cannot be read: ${event.reason}; its dead letters have more`,
        })
      case 'document-rejected':
        return report({
          kind: 'document-refused',
          about: event.feed,
          message: `The index ${event.alias} refused a document of the feed "${event.feed}": ${event.reason}; its dead letters have more`,
        })
      case 'held':
        succeeded('pass-fails', event.feed)
        if (event.note.agreeing > 1) return
        return report({
          kind: 'generation-held',
          about: event.feed,
          message: `A pass of the feed "${event.feed}" is held back, as ${event.note.reason}; approve or reject it`,
        })
      case 'taken-over':
        return report({
          kind: 'feed-lost',
          about: event.feed,
          message: `The feed "${event.feed}" was taken over by another process: ${describeError(event.error)}`,
        })
      case 'failed':
        if (event.ingest === 'updates') return
        return failed(
          'pass-fails',
          event.feed,
          (times) =>
            `A pass of the feed "${event.feed}" has failed ${times} times in a row: ${describeError(event.error)}`,
        )
      case 'claim-failed':
        return failed(
          'claim-fails',
          event.feed,
          (times) =>
            `The indexes of the feed "${event.feed}" could not be claimed ${times} times in a row: ${describeError(event.error)}`,
        )
      case 'chore-failed': {
        if (!event.chore.startsWith('delete ')) return
        const about = event.feed ?? 'every feed'
        return failed(
          'deletion-fails',
          about,
          (times) => `Trying to ${event.chore} (${about}) has failed ${times} times: ${describeError(event.error)}`,
        )
      }
      case 'succeeded':
        if (event.ingest === 'full') succeeded('pass-fails', event.feed)
        return
      case 'claimed':
        succeeded('claim-fails', event.feed)
        return
      case 'retired':
        succeeded('deletion-fails', event.feed)
        return
      default:
    }
  }
}
