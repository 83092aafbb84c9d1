import 'vitest'

declare module 'vitest' {
  /** What the global setup of the integration tests provides: `inject('opensearchUrl')`. */
  interface ProvidedContext {
    /** A real OpenSearch, shared by all integration tests: give each test its own index names. */
    opensearchUrl: string
    /** A real Redis, shared by all integration tests: give each test its own key prefix. */
    redisUrl: string
  }
}
