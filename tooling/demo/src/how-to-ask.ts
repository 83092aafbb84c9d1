import type { DemoPlan } from './app-environments.ts'

/** What to do once the first activity can be seen, so many seconds after the start. */
export function howToAsk(plan: DemoPlan, seconds: number): string {
  const { consolePort, incomingPort, opensearchUrl, redisUrl, consumer, ownCluster } = plan
  const url = `http://127.0.0.1:${incomingPort}`
  const given = [
    `ACTIVITY_STREAM_URL=${url}`,
    `ACTIVITY_STREAM_KEY_ID=${consumer.id}`,
    `ACTIVITY_STREAM_SECRET_KEY=${consumer.secret}`,
  ]
  return `
Open the console:  http://127.0.0.1:${consolePort}/  (no login, and for this machine only)

The Activity Stream is running: its first activities were searchable after ${seconds.toFixed(1)} s.
Ask it, in another terminal in this folder:

  ${given.join(' ')} node bootstrap.mjs node examples/ask/src/ask.ts

Search      ${url}/v3/activities/_search  (signed with Hawk)
Health      ${url}/checks/p2
Metrics     ${url}/metrics
OpenSearch  ${withoutLogin(opensearchUrl)}
Redis       ${withoutLogin(redisUrl)}
Key id      ${consumer.id}
Secret key  ${consumer.secret}  (made for this run)

Ctrl-C stops everything and leaves nothing behind${ownCluster ? '' : ' but the indexes in the OpenSearch that you named'}.
`
}

/** A given server's password is not for the screen. */
function withoutLogin(address: string): string {
  const { protocol, host } = new URL(address)
  return `${protocol}//${host}`
}
