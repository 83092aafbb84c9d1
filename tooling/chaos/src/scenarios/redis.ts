import { startDelayProxy } from '@as/test-stack'
import { askRedis } from '../ask-redis.ts'
import type { Scenario } from '../scenario.ts'

export const redis: Scenario = {
  name: 'redis',
  title: 'Redis killed, wiped and slow, with two instances',
  seconds: { full: 120, quick: 40 },
  async run(arena) {
    const { random, quick, stack } = arena
    await arena.openFeed('a')
    await arena.openFeed('b', { rows: 300, pageSize: 50 })
    await using slow = await startDelayProxy(Number(new URL(stack.redisUrl).port))
    const redisUrl = `redis://127.0.0.1:${slow.port}`
    await arena.startOutgoing('one', { redisUrl })
    await arena.startOutgoing('two', { redisUrl })
    await arena.settle('at first')
    arena.watch()
    {
      await using _ = arena.churn()
      for (let round = 0; round < (quick ? 1 : 5); round += 1) {
        await stack.redis?.stop()
        await arena.sleep(random.between(1_000, 5_000))
        await stack.redis?.restart()
        await arena.sleep(random.between(500, 3_000))
        await askRedis(stack.redisUrl, 'FLUSHALL')
        await arena.sleep(random.between(500, 3_000))
        slow.delayMs = random.between(200, 1_500)
        await arena.sleep(random.between(2_000, 5_000))
        slow.delayMs = 0
      }
    }
    await arena.settle('after Redis is well again')
  },
}
