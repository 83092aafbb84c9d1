const shape = /^https?:\/\/\w+(:\w*)?@[\w.[\]:-]+\/(.+\/)?\d+$/

/** Where error reports go, such as `https://key@sentry.example/7`; `undefined` where there is none, or one that is none. */
export function sentryDsn(env: Readonly<Record<string, string | undefined>>): string | undefined {
  return env.SENTRY_DSN && shape.test(env.SENTRY_DSN) ? env.SENTRY_DSN : undefined
}

/** The variables that every app has besides its own: what is wrong with them. */
export function sentryFaults(env: Readonly<Record<string, string | undefined>>): string[] {
  if (!env.SENTRY_DSN || sentryDsn(env)) return []
  return ["SENTRY_DSN: expected a Sentry project's address, such as https://key@sentry.example/7"]
}
