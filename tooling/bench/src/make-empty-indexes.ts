import type { Bench } from './outgoing-process.ts'

const aliases = ['activities', 'objects'] as const
type Index = Readonly<{ mappings: unknown }>

/**
 * Makes what a first pass of so many feeds makes, without a document: their indexes, mapped as those that are live, with
 * the settings of the filling and then of readers, flushed, and put behind an alias. By bare requests, all feeds at once.
 *
 * @returns How many seconds it took.
 */
export async function makeEmptyIndexes({ opensearchUrl }: Bench, { feeds }: { feeds: number }): Promise<number> {
  async function request<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(new URL(path, opensearchUrl), {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as Answer
  }

  const live = await Promise.all(aliases.map((alias) => request<Record<string, Index>>('GET', `/${alias}`)))
  const mappings = live.map((indexes) => Object.values(indexes)[0]?.mappings)
  const hidden = { refresh_interval: '-1', number_of_replicas: 0, 'translog.durability': 'async' }
  const readable = { refresh_interval: null, 'translog.durability': 'request' }
  const from = performance.now()
  await Promise.all(
    Array.from({ length: feeds }, async (_, feed) => {
      const names = aliases.map((alias) => `empty-${alias}-${feed}`)
      for (const [position, name] of names.entries()) {
        const settings = { index: { ...hidden, number_of_shards: 1 } }
        await request('PUT', `/${name}`, { settings, mappings: mappings[position], aliases: { [`${name}-write`]: {} } })
      }
      await request('PUT', `/${names.join()}/_settings`, { index: readable })
      await request('POST', `/${names.join()}/_flush`)
      const actions = names.map((index) => ({ add: { index, alias: 'empty' } }))
      await request('POST', '/_aliases', { actions })
    }),
  )
  const seconds = (performance.now() - from) / 1_000
  const all = Array.from({ length: feeds }, (_, feed) => aliases.map((alias) => `empty-${alias}-${feed}`))
  for (const names of all) await request('DELETE', `/${names.join()}`)
  return seconds
}
