import { covers, MAX_ORIGIN_PAGES, type OriginPage, oldestOf, type PageOrigins, sortable } from '../page-origins.ts'

/** The commands of ioredis that this needs. */
export interface PageOriginsCommands {
  sadd(key: string, member: string): Promise<unknown>
  srem(key: string, members: string[]): Promise<unknown>
  smembers(key: string): Promise<string[]>
  del(keys: string[]): Promise<unknown>
  expire(key: string, seconds: number): Promise<unknown>
  zadd(key: string, ...scoresAndMembers: (string | number)[]): Promise<unknown>
  zrange(key: string, start: number, stop: string): Promise<string[]>
  zremrangebyrank(key: string, start: number, stop: number): Promise<unknown>
  zremrangebylex(key: string, min: string, max: string): Promise<unknown>
  zrevrangebylex(
    key: string,
    max: string,
    min: string,
    limit: 'LIMIT',
    offset: number,
    count: number,
  ): Promise<string[]>
}

/** In place of a batch id, which has eight characters. */
const TAIL = 'tail'

/** A feed that nobody has passed over for as long is forgotten. */
const EXPIRE_SECONDS = 30 * 24 * 3_600

const generationsOf = (feed: string) => `feed-page-generations:${feed}`
const pagesOf = (feed: string, generation: string) => `feed-pages:${feed}:${generation}`

/**
 * Page origins in Redis, for any instance to look up: a sorted set for each generation, `feed-pages:{feed}:{batch id}`,
 * and one for the tail, whose members `{first} {last} {url}` are in the order of their bytes; and which of them there
 * are, `feed-page-generations:{feed}`. Some 200 bytes a page.
 */
export function redisPageOrigins(redis: PageOriginsCommands): PageOrigins {
  async function find(feed: string, generations: readonly string[], version: string): Promise<string | undefined> {
    // a space comes before every digit, and ~ after
    const before = `[${sortable(version)}~`
    const last = await Promise.all(
      generations.map((each) => redis.zrevrangebylex(pagesOf(feed, each), before, '-', 'LIMIT', 0, 1)),
    )
    return last
      .flat()
      .map(parse)
      .find((page) => covers(page, version))?.url
  }

  return {
    async note(feed, pages, generation = TAIL) {
      if (pages.length === 0) return
      const key = pagesOf(feed, generation)
      await Promise.all([
        redis.sadd(generationsOf(feed), generation),
        redis.zadd(key, ...pages.flatMap((page) => [0, format(page)])),
        redis.zremrangebyrank(key, 0, -MAX_ORIGIN_PAGES - 1),
        redis.expire(key, EXPIRE_SECONDS),
        redis.expire(generationsOf(feed), EXPIRE_SECONDS),
      ])
    },
    async keepOnly(feed, generations) {
      const known = (await redis.smembers(generationsOf(feed))).filter((each) => each !== TAIL)
      const firsts = await Promise.all(known.map((each) => redis.zrange(pagesOf(feed, each), 0, '0')))
      const oldest = oldestOf(firsts.flat().map((member) => parse(member).first))
      if (oldest !== undefined) await redis.zremrangebylex(pagesOf(feed, TAIL), '-', `(${oldest}`)
      const gone = known.filter((each) => !generations.includes(each))
      if (gone.length > 0) {
        await redis.del(gone.map((each) => pagesOf(feed, each)))
        await redis.srem(generationsOf(feed), gone)
      }
      const kept = [...known.filter((each) => !gone.includes(each)), TAIL].map((each) => pagesOf(feed, each))
      await Promise.all([...kept, generationsOf(feed)].map((key) => redis.expire(key, EXPIRE_SECONDS)))
    },
    async find(feed, versions) {
      const generations = await redis.smembers(generationsOf(feed))
      const found = await Promise.all(
        versions.map(async (version) => [version, await find(feed, generations, version)] as const),
      )
      return new Map(found.filter((entry): entry is [string, string] => entry[1] !== undefined))
    },
  }
}

function format({ url, first, last }: OriginPage): string {
  return `${sortable(first)} ${sortable(last)} ${url}`
}

function parse(member: string): OriginPage {
  const [first = '', last = ''] = member.split(' ', 2)
  return { first, last, url: member.slice(first.length + last.length + 2) }
}
