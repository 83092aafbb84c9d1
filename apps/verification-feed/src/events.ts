import type { FeedServerEvent } from '@as/feed-server'
import type { Logger } from '@as/service'

/** Turns what the feed does into log lines. */
export function logEvents(logger: Logger): (event: FeedServerEvent) => void {
  return (event) => {
    switch (event.type) {
      case 'page-served':
        return logger.info(`Serving page "${event.cursor ?? ''}": ${event.status}, ${event.items} activities... (done)`)
      case 'request-refused':
        return logger.info(`Serving page: ${event.status}, ${event.reason}... (failed)`)
      case 'read-failed':
        return logger.error(`Serving page: ${event.status}, ${String(event.error)}... (failed)`)
    }
  }
}
