import type { MiddlewareHandler } from 'hono'
import type { ConsoleEnv } from '../console-env.ts'
import { addressAllowList, forwardedFor } from './address-allow-list.ts'

export interface AddressOptions {
  /** Who may call; `undefined` for everybody. */
  readonly allowed: readonly string[] | undefined
  readonly trustedHops: number
}

/** Lets nobody in whose address, as X-Forwarded-For has it, is not allowed: 403. */
export function requireAddress({ allowed, trustedHops }: AddressOptions): MiddlewareHandler<ConsoleEnv> {
  const isAllowed = allowed && addressAllowList(allowed)
  return async (c, next) => {
    const address = forwardedFor(c.req.header('x-forwarded-for'), trustedHops)
    if (isAllowed && (address === undefined || !isAllowed(address))) {
      return c.text('This address may not use the console: its operators can add it to CONSOLE_IP_WHITELIST.\n', 403)
    }
    return await next()
  }
}
