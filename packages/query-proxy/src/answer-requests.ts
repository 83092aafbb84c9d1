import { randomUUID } from 'node:crypto'
import type { Asked } from './asked.ts'
import { authenticate } from './authenticate.ts'
import { detailsResponse, errorResponse } from './details-response.ts'
import { defaultGuards } from './guards.ts'
import { hawkAuthenticator } from './hawk-authenticator.ts'
import { defaultLimits } from './limits.ts'
import type { QueryProxyOptions } from './query-proxy-options.ts'
import { pathOf } from './raw-request.ts'
import { requestBodies } from './request-bodies.ts'
import type { Answer } from './respond.ts'
import { feedPath, type Routes, routesOf } from './routes.ts'

/** All that the proxy answers, whoever serves it. */
export interface RequestAnswers {
  /** Answers one request. Never rejects: what fails is an answer as well. */
  answer(asked: Asked): Promise<Answer>
  readonly routes: Routes
}

/** Below these nobody is told even what there is before it is known who they are. */
const needsCaller = /^\/v[123](?:\/|$)/

/**
 * Makes what answers requests: tells what happens to each, finds out who asks, then leaves it to the handler of its path.
 *
 * @throws {InvalidOptionError} If an allowed address is none.
 */
export function answerRequests(options: QueryProxyOptions): RequestAnswers {
  const { now = Date.now, onEvent = () => {}, requestId: newId = () => randomUUID().slice(0, 8) } = options
  const { trustedHops = 1, skewSeconds, nonceTtlSeconds } = options
  const hawk = hawkAuthenticator({
    keys: options.keys,
    nonces: options.nonces,
    now,
    ...(skewSeconds === undefined ? {} : { skewSeconds }),
    ...(nonceTtlSeconds === undefined ? {} : { nonceTtlSeconds }),
  })
  const identify = authenticate({
    authenticators: [hawk, ...(options.authenticators ?? [])],
    allowedAddresses: options.allowedAddresses,
    trustedHops,
    bodies: requestBodies({ ...defaultLimits, ...options.limits, ...defaultGuards, ...options.guards }),
  })
  const routes = routesOf(options)

  return {
    routes,
    async answer(asked) {
      const startedAt = now()
      const requestId = newId()
      const { method, target } = asked.request
      const path = pathOf(target)
      onEvent({ type: 'request-started', requestId, method, path })
      let answer: Answer
      try {
        const answering = needsCaller.test(path)
          ? answerCaller(asked, path, requestId)
          : routes.forAnybody(path, method)()
        answer = await answering
      } catch (error) {
        if (!asked.signal.aborted) onEvent({ type: 'request-failed', requestId, error })
        answer = errorResponse(error)
      }
      const ms = now() - startedAt
      if (asked.signal.aborted) onEvent({ type: 'request-cancelled', requestId, ms })
      else onEvent({ type: 'request-answered', requestId, status: answer.status, ms })
      return answer
    },
  }

  async function answerCaller(asked: Asked, path: string, requestId: string): Promise<Answer> {
    const { request, signal } = asked
    // collectors of feeds sign the empty content type, and send none
    const found = await identify(request, { needsContentType: path !== feedPath })
    if (!found.ok) {
      const { reason, claimedId } = found
      onEvent({ type: 'request-unauthenticated', requestId, reason, ...(claimedId ? { claimedId } : {}) })
      return detailsResponse(401, found.details)
    }
    const { caller, body, leave } = found
    onEvent({ type: 'request-authenticated', requestId, keyId: caller.id })
    try {
      const handler = routes.forCallers(path, request.method)
      return await handler({ request, signal, requestId, caller, body })
    } finally {
      leave()
    }
  }
}
