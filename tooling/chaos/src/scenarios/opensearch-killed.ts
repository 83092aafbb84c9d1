import type { Instance } from '../outgoing-instance.ts'
import type { Arena, Scenario } from '../scenario.ts'

/** Where a pass is when OpenSearch dies: which request is on its way, and whether OpenSearch still gets it. */
const moments = [
  { kind: /\/_bulk/, arrives: false },
  { kind: /\/_bulk/, arrives: true },
  { kind: /_settings/, arrives: true },
  { kind: /_flush/, arrives: true },
  { kind: /^\/_aliases/, arrives: false },
  { kind: /^\/_aliases/, arrives: true },
] as const

export const opensearchKilled: Scenario = {
  name: 'opensearch-killed',
  title: 'OpenSearch killed in mid-bulk, between bulk and swap, in the swap; started again on its data',
  seconds: { full: 300, quick: 75 },
  async run(arena) {
    const { random, quick, stack } = arena
    await arena.openFeed('a')
    await arena.openFeed('b', { rows: 300, pageSize: 50 })
    const outgoing = await arena.startOutgoing('outgoing')
    await arena.settle('at first')
    arena.watch()
    const chosen = quick ? [random.pick(moments.slice(0, 2)), random.pick(moments.slice(4))] : [...moments, ...moments]
    {
      await using _ = arena.churn({ pauseMs: 100 })
      for (const { kind, arrives } of chosen) {
        await arena.sleep(random.between(0, 2_000))
        await arena.whileOpenSearchFails(async () => {
          await killAt(arena, outgoing, { kind, arrives })
          await arena.sleep(random.between(0, 2_000))
          await stack.opensearch?.restart()
        })
      }
    }
    await arena.settle('after the last restart')
  },
}

async function killAt(
  arena: Arena,
  { proxy }: Instance,
  { kind, arrives }: { kind: RegExp; arrives: boolean },
): Promise<void> {
  let killed = false
  let caught = false
  proxy.interfere(async ({ method, path }) => {
    if (caught || method === 'GET' || !kind.test(path)) return undefined
    caught = true
    const dying = arena.sleep(arrives ? arena.random.between(1, 30) : 0).then(() => arena.stack.opensearch?.stop())
    void dying.finally(() => {
      killed = true
    })
    if (!arrives) await dying
    return undefined
  })
  await arena.until(`OpenSearch is killed at ${kind}`, () => killed)
  proxy.interfere(undefined)
  arena.note(`OpenSearch is killed at a request for ${kind}${arrives ? ', which it gets' : ''}`)
}
