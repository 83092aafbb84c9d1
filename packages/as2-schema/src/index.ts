export type { LevelSchemas } from './create-level.ts'
export type {
  Activity,
  As2Object,
  Collection,
  CollectionPage,
  Entity,
  Link,
  Place,
  Profile,
  Question,
  Relationship,
  Tombstone,
} from './entities.ts'
export { type Family, familyOf } from './family.ts'
export type { Context, Kind, KindTypes, LanguageMap, ObjectOrLink, OneOrMany } from './kinds.ts'
export { lax } from './lax.ts'
export type { Level } from './level.ts'
export { type MinimalActivity, minimal } from './minimal.ts'
export { type ActivityPage, itemsOf, nextOf } from './page.ts'
export { type ActivityAt, type ParseOptions, parseActivity } from './parse-activity.ts'
export {
  type ParseBytesOptions,
  parseActivityBytes,
  parseEntityBytes,
  parsePageBytes,
} from './parse-bytes.ts'
export { parseEntity } from './parse-entity.ts'
export { parsePage } from './parse-page.ts'
export type { Issue, ParseLimits, ParseResult } from './parse-result.ts'
export { strict } from './strict.ts'
export {
  activityTypes,
  actorTypes,
  collectionTypes,
  isActivityType,
  isKnownType,
  type KnownType,
  linkTypes,
  objectTypes,
  typesOf,
} from './type-names.ts'
