import * as v from 'valibot'
import { nonEmptyString } from './activity-schema.ts'
import type { LevelSchemas } from './create-level.ts'
import { expected } from './describe-value.ts'
import type { Entity } from './entities.ts'
import { entitySchema } from './entity-schema.ts'
import { isJsonObject } from './json-object.ts'
import { laxKinds } from './lax-kinds.ts'
import { loosePage } from './page-schema.ts'

/** What is known of an activity when only what indexing needs was checked. `object`, where an object, has a sound `id`. */
export interface MinimalActivity extends Entity {
  id: string
  object?: unknown
}

const identity = {
  id: v.nullish(v.string(expected('a string'))),
  type: v.nullish(laxKinds.plain.typeNames),
}
const entity = entitySchema<Entity>(identity)
const subjectObject = entitySchema({ id: identity.id })
const subject = v.lazy((input) => (isJsonObject(input) ? subjectObject : v.unknown()))
const subjects = v.lazy((input) => (Array.isArray(input) ? v.array(subject) : subject))
const activity = entitySchema<MinimalActivity>({
  id: nonEmptyString,
  type: identity.type,
  object: v.nullish(subjects),
})

/** The level `minimal`: `id`, `type` and `object.id`, and of a page its list and `next`. */
export const minimal: LevelSchemas<MinimalActivity> = { entity, activity, page: loosePage(activity) }
