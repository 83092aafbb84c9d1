import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Arena, Scenario } from '../scenario.ts'

const field = 'chaos:revision'

export const mappingChange: Scenario = {
  name: 'mapping-change',
  title: 'a field more in MAPPINGS_FILE, with a rolling restart of two instances',
  seconds: { full: 60, quick: 30 },
  async run(arena) {
    const { random, quick } = arena
    const folder = mkdtempSync(join(tmpdir(), 'chaos-mappings-'))
    try {
      const file = join(folder, 'mappings.json')
      const properties = { [field]: { type: 'long' } }
      writeFileSync(file, JSON.stringify({ activities: { object: { properties } }, objects: properties }))
      const source = await arena.openFeed('a')
      const instances = [await arena.startOutgoing('one'), await arena.startOutgoing('two')]
      await arena.settle('at first')
      arena.watch()
      if ((await findable(arena, 'activities')) > 0) arena.fault(`${field} is searchable before it is mapped`)
      {
        await using _ = arena.churn()
        for (let round = 0; round < (quick ? 1 : 4); round += 1) {
          for (const instance of instances) {
            await arena.sleep(random.between(300, 2_000))
            const status = await instance.stop()
            if (status !== 0) arena.fault(`SIGTERM ended ${instance.name} with ${status}`)
            // back and forth, and to the new mapping in the end
            instance.start(round % 2 === 0 || round === 3 ? { MAPPINGS_FILE: file } : {})
          }
        }
      }
      await arena.settle('after the restarts')
      for (const alias of ['activities', 'objects']) {
        await arena.until(
          `${field} is searchable in ${alias}`,
          async () => (await findable(arena, alias)) === source.rows.size,
        )
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
}

async function findable({ stack }: Arena, alias: string): Promise<number> {
  const query = { exists: { field: alias === 'activities' ? `object.${field}` : field } }
  const answer = await fetch(`${stack.opensearchUrl}/${alias}/_count`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  })
  return ((await answer.json()) as { count: number }).count
}
