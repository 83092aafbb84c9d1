import { connectRedis, runService } from '@as/service'
import { readConfig } from './config.ts'
import { createConsole } from './create-console.ts'
import { observe } from './events.ts'
import { loginBy } from './login/login-by.ts'
import { connectOpenSearch } from './opensearch/connect-opensearch.ts'
import { serveConsole } from './serve-console.ts'

await runService('console', async ({ env, errors, logger, signal }) => {
  const { port, host, url, login, allowedAddresses, trustedHops, services, ...config } = readConfig(env)
  const { onEvent, registry } = observe(logger, errors)
  using redis = await connectRedis(services.redis.url, logger.with('redis'))
  using opensearch = connectOpenSearch(services.opensearch)
  using dashboards = config.dashboards && connectOpenSearch(config.dashboards.server)
  const app = createConsole({
    ...config,
    url,
    login: loginBy(login),
    addresses: { allowed: allowedAddresses, trustedHops },
    opensearch,
    dashboards: dashboards && config.dashboards && { connection: dashboards, mount: config.dashboards.mount },
    redis: redis.client,
    assets: new URL('./assets/', import.meta.url),
    registry,
    onEvent,
    signal,
  })
  if (login.type === 'none') logger.warn('Logging in: nobody has to, so only this machine is answered... (done)')
  await serveConsole(app, {
    port,
    ...(host === undefined ? {} : { host }),
    signal,
    onListening: (found) =>
      logger.info(`Listening on ${host ? `http://${host}:${found}/` : `port ${found}`}... (done)`),
  })
})
