import { nonEmpty } from './activity-rules.ts'
import { loosePageRules } from './page-rules.ts'
import { type JsonSchemas, nullish, oneOrMany } from './rules.ts'

/** The definitions of the level `minimal`. */
export function minimalRules(): JsonSchemas {
  const id = nullish({ type: 'string' })
  const type = nullish(oneOrMany({ type: 'string' }))
  // what is no object has no properties to be wrong
  const object = oneOrMany({ properties: { id } })
  return {
    entity: { type: 'object', properties: { id, type } },
    activity: { type: 'object', required: ['id'], properties: { id: nonEmpty, type, object } },
    page: loosePageRules({}),
  }
}
