export {
  type BackingServices,
  type OpenSearchAuthentication,
  readBackingServices,
} from './backing-services.ts'
export { ConfigurationError, readAll } from './configuration-error.ts'
export { describeCrash } from './describe-crash.ts'
export { describeError } from './describe-error.ts'
export { type Action, createLogger, type Logger, type LoggerOptions } from './log.ts'
export { type EnvironmentTree, type NestedEnvironment, nestEnvironment } from './nest-environment.ts'
export { parseEnvironment } from './parse-environment.ts'
export { connectRedis, type RedisConnection } from './redis/connect-redis.ts'
export { collectMetrics, publishMetrics } from './redis/redis-metrics.ts'
export { type Command, runCommand, UsageError } from './run-command.ts'
export { runService, type Service } from './run-service.ts'
export type { ErrorReport, ErrorReports } from './sentry/error-reports.ts'
export { type ServeOptions, serveUntil } from './serve-until.ts'
