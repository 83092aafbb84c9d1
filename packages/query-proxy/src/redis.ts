export { type RedisStrings, redisCursorStore } from './redis/redis-cursor-store.ts'
