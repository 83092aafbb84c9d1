import { runService, serveUntil } from '@as/service'
import { getRequestListener } from '@hono/node-server'
import { readConfig } from './config.ts'
import { logEvents } from './events.ts'
import { createVerificationFeed } from './verification-feed.ts'

await runService('verification-feed', async ({ signal, logger, env }) => {
  const { port } = readConfig(env)
  const handler = createVerificationFeed({ onEvent: logEvents(logger) })
  const listener = getRequestListener(handler, { overrideGlobalObjects: false })
  const onListening = (actual: number) => logger.info(`Listening on port ${actual}... (done)`)
  await serveUntil((request, response) => void listener(request, response), { port, signal, onListening })
})
