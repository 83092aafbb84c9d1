import type { HttpBindings } from '@hono/node-server'

/** What somebody may do, the least first. */
export type Role = 'viewer' | 'operator'

/** Whoever is logged in. */
export interface Person {
  readonly name: string
  readonly email: string
  readonly role: Role
  /** May write through the OpenSearch proxy. */
  readonly admin?: boolean
}

/** What the middlewares put into every request's context before a page sees it. */
export interface ConsoleEnv {
  Bindings: HttpBindings
  Variables: {
    /** Where the browser sees the console: `https://console.example`. */
    origin: string
    person: Person
    /** Goes into every form that posts, as the hidden field `csrf`. */
    csrfToken: string
  }
}
