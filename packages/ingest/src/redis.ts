export { type FeedStateCommands, redisFeedState } from './redis/feed-state.ts'
export { type PageOriginsCommands, redisPageOrigins } from './redis/page-origins.ts'
export { type LeaseCommands, type LeaseEvent, type RedisLeasesOptions, redisLeases } from './redis/redis-leases.ts'
