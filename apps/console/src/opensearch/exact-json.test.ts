import { expect, test } from 'vitest'
import { parseExactly } from './exact-json.ts'

test.each(['{"n":12345678901234567890123,"m":[1.0,1e400,-0,9007199254740993]}', '[1,"1.0",true,null,{}]'])(
  'parseExactly() keeps every number of %s',
  (text) => {
    expect(JSON.stringify(parseExactly(text))).toBe(text)
  },
)
