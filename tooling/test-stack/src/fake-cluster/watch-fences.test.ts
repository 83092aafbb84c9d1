import { expect, test } from 'vitest'
import { createFakeCluster } from './create-fake-cluster.ts'
import { watchFences } from './watch-fences.ts'

const isRole = (alias: string) => alias === 'readers'
const tokenOf = (alias: string) => (/^w\d$/.test(alias) ? Number(alias.slice(1)) : undefined)
/** Its source looks like the action of another. */
const write = (index: object) => `${JSON.stringify({ index })}\n{"index":{"n":1}}\n`

test('watchFences() tells of each write through an alias whose token is not the last, named in the path or not', () => {
  const { carryOut } = watchFences(createFakeCluster(), { tokenOf, isRole })
  const bulk = (path: string, ...lines: string[]) => {
    return carryOut({ method: 'POST', path: `${path}/_bulk?require_alias=true`, body: Buffer.from(lines.join('')) })
      .fault
  }
  const [own, named] = [write({ _id: '1' }), write({ _index: 'w1', _id: '1' })]
  carryOut({ method: 'PUT', path: '/a', body: { aliases: { readers: {}, w1: {} } } })
  expect([bulk('/w1', own), bulk('', named)]).toEqual([undefined, undefined])
  carryOut({ method: 'POST', path: '/_aliases', body: { actions: [{ add: { index: 'a', alias: 'w2' } }] } })
  const fault = 'wrote through w1, though token 2 was claimed'
  expect([bulk('/w1', own), bulk('', named), bulk('/w2', own, named)]).toEqual([fault, fault, fault])
  expect(bulk('/w2', own, own)).toBeUndefined()
})
