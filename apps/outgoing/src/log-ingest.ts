import type { IngestEvent, IngestType } from '@as/ingest'
import type { LeaseEvent } from '@as/ingest/redis'
import { type Action, describeError, type Logger } from '@as/service'

const titles: Record<IngestType, string> = { full: 'Ingesting the whole feed', updates: 'Ingesting updates' }

/** One log line an event; the start and the end of a pass, or of a round of the tail that found something, a line each. */
export function logIngest(logger: Logger): (event: IngestEvent | LeaseEvent) => void {
  const running = new Map<string, Action>()
  const end = (feed: string, ingest: IngestType) => {
    const action = running.get(`${ingest} ${feed}`)
    running.delete(`${ingest} ${feed}`)
    return action
  }
  return (event) => {
    switch (event.type) {
      case 'started':
        running.set(`${event.ingest} ${event.feed}`, logger.with(event.feed, event.ingest).action(titles[event.ingest]))
        return
      case 'succeeded':
        end(event.feed, event.ingest)?.done(
          `${event.activities} activities of ${event.pages} pages, ${event.rejected} refused, in ${event.ms} ms`,
        )
        return
      case 'held': {
        const { reason, agreeing } = event.note
        end(event.feed, event.ingest)?.failed(`held back, as ${reason}; passes that agree so far: ${agreeing}`)
        return
      }
      case 'failed': {
        const action =
          end(event.feed, event.ingest) ?? logger.with(event.feed, event.ingest).action(titles[event.ingest])
        action.failed(`${describeError(event.error)}; trying again in ${event.retryInMs / 1000} s`)
        return
      }
      case 'cancelled':
        end(event.feed, event.ingest)?.cancelled()
        return
      case 'record-rejected':
        logger
          .with(event.feed, event.ingest)
          .warn(
            `Reading record ${event.position} (${event.id ?? 'no id'}) of ${event.url}: ${event.reason}... (failed)`,
          )
        return
      case 'document-rejected':
        logger
          .with(event.feed, event.ingest)
          .warn(`Indexing ${event.id} of ${event.url} in ${event.alias}: ${event.reason}... (failed)`)
        return
      case 'bulk-retried':
        logger
          .with(event.feed, event.ingest)
          .warn(
            `Indexing ${event.documents} documents${event.disk ? ', the DISK of OpenSearch is full' : ''}: ${event.reason}; trying again in ${event.waitMs / 1000} s... (failed)`,
          )
        return
      case 'claimed':
        logger
          .with(event.feed)
          .info(`Claiming the indexes with token ${event.token}, ${event.orphans} orphans... (done)`)
        return
      case 'claim-failed':
        logger
          .with(event.feed)
          .error(
            `Claiming the indexes: ${describeError(event.error)}; trying again in ${event.retryInMs / 1000} s... (failed)`,
          )
        return
      case 'taken-over':
        logger
          .with(event.feed)
          .error(
            `Holding the feed: ${describeError(event.error)}; trying again in ${event.retryInMs / 1000} s... (failed)`,
          )
        return
      case 'lease-elsewhere':
        logger.with(event.feed).info('Waiting for the feed, which another process reads...')
        return
      case 'lease-unavailable':
        logger
          .with(event.feed)
          .warn(`Asking Redis for the lease: ${describeError(event.error)}; the feed is read without... (failed)`)
        return
      case 'approved':
      case 'rejected':
      case 'rolled-back':
        logger.with(event.feed).info(`Deciding about the feed's generations: ${event.type}... (done)`)
        return
      case 'retired':
        logger.with(event.feed).info(`Deleting ${event.indexes} retired indexes... (done)`)
        return
      case 'dead-letters':
        if (event.total > 0 || event.cleared > 0) {
          logger
            .with(event.feed, 'full')
            .info(`Counting dead letters: ${event.total}, and ${event.cleared} cleared... (done)`)
        }
        return
      case 'receipt': {
        const { activities, objects, complete } = event.receipt
        const changes = ({ added, removed }: typeof objects) => `${added} added and ${removed} removed`
        logger
          .with(event.feed, 'full')
          .info(
            `Comparing generations${complete ? '' : ' in part'}: activities ${changes(activities)}, objects ${changes(objects)}... (done)`,
          )
        return
      }
      case 'forgotten':
        logger
          .with(event.feed, event.way === 'delete' ? 'updates' : 'full')
          .info(`Forgetting ${event.documents} documents (${event.way}): out of searches in ${event.ms} ms... (done)`)
        return
      case 'unconfigured-deleted':
        logger.info(`Deleting the indexes of feeds that are no longer configured: ${event.feeds.join(', ')}... (done)`)
        return
      case 'chore-failed': {
        const scoped = event.feed === undefined ? logger : logger.with(event.feed)
        scoped.error(`Trying to ${event.chore}: ${describeError(event.error)}... (failed)`)
        return
      }
      case 'page':
      case 'refreshed':
      case 'measured':
    }
  }
}
