import { runService } from '@as/service'
import { readConfig } from './config.ts'
import { logEvents } from './events.ts'
import { listen } from './listen.ts'
import { createVerificationFeed } from './verification-feed.ts'

await runService('verification-feed', async ({ signal, logger, env }) => {
  const { port } = readConfig(env)
  const handler = createVerificationFeed({ onEvent: logEvents(logger) })
  const onListening = (actual: number) => logger.info(`Listening on port ${actual}... (done)`)
  await listen({ port, handler, signal, onListening })
})
