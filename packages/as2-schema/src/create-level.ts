import * as v from 'valibot'
import { createActivitySchema } from './activity-schema.ts'
import { createKinds, type KindRules } from './create-kinds.ts'
import { createVocabulary } from './create-vocabulary.ts'
import type { Activity, Entity } from './entities.ts'
import { familyOf } from './family.ts'
import { isJsonObject } from './json-object.ts'
import type { ActivityPage } from './page.ts'
import { createPageSchema } from './page-schema.ts'

/**
 * The schemas of one level. They check; what they return is a copy that may lack properties named like JavaScript's own
 * (`constructor`), so keep the value that went in, as `parseActivity` does.
 */
export interface LevelSchemas<Item = Activity> {
  /** Any object or link, checked as what its `type` says it is. */
  readonly entity: v.GenericSchema<unknown, Entity>
  /** An activity as a feed has it: with an `id`. */
  readonly activity: v.GenericSchema<unknown, Item>
  /** A page of a feed. */
  readonly page: v.GenericSchema<unknown, ActivityPage<Item>>
}

/** Builds a level's schemas from what each kind of property must hold. */
export function createLevel(rules: KindRules): LevelSchemas {
  const entity: LevelSchemas['entity'] = v.lazy(
    (input) => vocabulary[(isJsonObject(input) && familyOf(input)) || 'object'],
  )
  const kinds = createKinds(rules, entity)
  const vocabulary = createVocabulary(rules, kinds)
  const activity = createActivitySchema(rules, kinds)
  return { entity, activity, page: createPageSchema(rules, kinds, activity) }
}
