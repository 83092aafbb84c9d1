export { type FeedStateCommands, redisFeedState } from './redis/feed-state.ts'
export { type LeaseCommands, type LeaseEvent, type RedisLeasesOptions, redisLeases } from './redis/redis-leases.ts'
