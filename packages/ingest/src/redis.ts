export { type RedisCommands, redisFeedState } from './redis/feed-state.ts'
