import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '@as/local-stack'
import type { Scenario } from '../scenario.ts'

const GOOD = 9_940
const OF_EACH_KIND = 10

const activity = (id: string, more: object) => ({ id, type: 'Create', ...more })

/** Fields of an organisation's own that take nothing else. */
const extraFields = {
  'chaos:count': { type: 'integer', ignore_malformed: false },
  'chaos:day': { type: 'date', ignore_malformed: false },
}
/** Fine as JSON, and refused by every index there could be: dead letters. */
const bad: Readonly<Record<string, (n: number) => object>> = {
  'no-number': (n) => activity(`chaos:no-number:${n}`, { 'chaos:count': 'several' }),
  'no-date': (n) => activity(`chaos:no-date:${n}`, { 'chaos:day': 'yesterday' }),
  'long-id': (n) => activity(`chaos:long-id:${n}:${'x'.repeat(600)}`, {}),
}
/** Legal in Activity Streams 2.0, although the mapping says otherwise: searchable all the same. */
const legal: typeof bad = {
  'link-for-object': (n) => activity(`chaos:link:${n}`, { object: 'https://example.test/1' }),
  'mixed-objects': (n) => activity(`chaos:mixed:${n}`, { object: ['https://example.test/1', { name: 'two' }] }),
  'plain-for-nested': (n) => activity(`chaos:nested:${n}`, { object: { 'dit:relatedProgrammes': ['one'] } }),
}

export const badDocuments: Scenario = {
  name: 'bad-documents',
  title: '30 bad documents of 3 kinds among 10,000',
  seconds: { full: 60, quick: 40 },
  async run(arena) {
    const { random } = arena
    const source = await arena.openFeed('a', { rows: 0, pageSize: 500 })
    const mayLack = new Set<string>()
    const left = Object.entries({ ...bad, ...legal }).flatMap(([kind, compose]) =>
      Array.from({ length: OF_EACH_KIND }, (_, n) => ({ isBad: kind in bad, document: compose(n) as { id: string } })),
    )
    const insertOne = (): void => {
      const [one] = left.splice(random.between(0, left.length - 1), 1)
      if (!one) return
      const { id } = one.document
      if (one.isBad) mayLack.add(id)
      source.insertText(id, JSON.stringify(one.document))
    }
    for (let n = 0; n < GOOD; n += 1) {
      source.insert(1)
      if (random.chance(0.01)) insertOne()
    }
    while (left.length > 0) insertOne()
    const folder = mkdtempSync(join(tmpdir(), 'chaos-mappings-'))
    const MAPPINGS_FILE = join(folder, 'mappings.json')
    writeFileSync(MAPPINGS_FILE, JSON.stringify({ activities: extraFields }))
    const admin = { ADMIN_PORT: `${await freePort()}`, ADMIN_TOKEN: 'the-token-of-the-chaos' }
    await arena.startOutgoing('outgoing', { env: { ...admin, MAPPINGS_FILE } })
    await arena.settle('at first', { mayLack })
    arena.watch()
    const { readings } = source
    await arena.until('two further passes', () => source.readings >= readings + 3)
    await arena.settle('after further passes', { mayLack })
    const hidden = await arena.hiddenOf(source)
    if (hidden.length !== mayLack.size) arena.fault(`${hidden.length} of ${mayLack.size} bad documents are refused`)
    await arena.until('a dead letter of each bad document, and of no other', async () => {
      const letters = [...new Set(await deadLetters(admin, source.feed))]
      // a long id may be cut
      const isToldOf = (id: string) => letters.some((letter) => id.startsWith(letter))
      return letters.length === mayLack.size && hidden.every(isToldOf)
    })
    rmSync(folder, { recursive: true })
    for (const id of mayLack) source.remove(id)
    await arena.until('no dead letters', async () => (await deadLetters(admin, source.feed)).length === 0)
    await arena.settle('without the bad documents')
  },
}

/** The ids in a feed's dead letters, once for each alias. */
async function deadLetters(
  { ADMIN_PORT, ADMIN_TOKEN }: { ADMIN_PORT: string; ADMIN_TOKEN: string },
  feed: string,
): Promise<string[]> {
  const answer = await fetch(`http://127.0.0.1:${ADMIN_PORT}/feeds/${feed}/dead-letters?limit=100`, {
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
  })
  if (answer.status !== 200) throw new Error(`Cannot list the dead letters: ${answer.status} ${await answer.text()}`)
  return ((await answer.json()) as { deadLetters: { id: string }[] }).deadLetters.map(({ id }) => id)
}
