import { expect, test } from 'vitest'
import { createLogger } from './log.ts'

function logged(use: (logger: ReturnType<typeof createLogger>) => void, format: 'text' | 'json' = 'text'): string[] {
  const lines: string[] = []
  use(createLogger({ application: 'outgoing', format, write: (line) => lines.push(line), now: () => 0 }))
  return lines
}

test('createLogger() writes a line when an action starts and one when it ends', () => {
  const lines = logged((logger) => {
    const feed = logger.with('data_hub', 'full')
    feed.action('Pulling page').done()
    feed.action('Pulling page').failed('status 500')
    feed.action('Pulling page').cancelled()
    logger.info('Starting... (done)')
  })
  expect(lines).toEqual([
    '[outgoing,data_hub,full] Pulling page...',
    '[outgoing,data_hub,full] Pulling page... (done)',
    '[outgoing,data_hub,full] Pulling page...',
    '[outgoing,data_hub,full] Pulling page: status 500... (failed)',
    '[outgoing,data_hub,full] Pulling page...',
    '[outgoing,data_hub,full] Pulling page... (cancelled)',
    '[outgoing] Starting... (done)',
  ])
})

test('createLogger() keeps what others wrote on one line: nobody forges a line of the log', () => {
  expect(logged((logger) => logger.with('a\nb').info('x\r\n[outgoing] y\u2028z\u001b[2J'))).toEqual([
    '[outgoing,a b] x [outgoing] y z [2J',
  ])
})

test('createLogger() writes objects when asked for json', () => {
  const [line] = logged((logger) => logger.with('f').error('Pulling... (failed)'), 'json')
  expect(JSON.parse(line ?? '')).toEqual({
    time: '1970-01-01T00:00:00.000Z',
    level: 'error',
    application: 'outgoing',
    contexts: ['f'],
    message: 'Pulling... (failed)',
  })
})
