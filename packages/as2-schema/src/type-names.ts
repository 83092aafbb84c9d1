import type { JsonObject } from './json-object.ts'

/** Activity Vocabulary §3.1, and the activity base types of §2. All but the intransitive ones act on an `object`. */
export const activityTypes = [
  'Activity',
  'IntransitiveActivity',
  'Accept',
  'Add',
  'Announce',
  'Arrive',
  'Block',
  'Create',
  'Delete',
  'Dislike',
  'Flag',
  'Follow',
  'Ignore',
  'Invite',
  'Join',
  'Leave',
  'Like',
  'Listen',
  'Move',
  'Offer',
  'Question',
  'Read',
  'Reject',
  'Remove',
  'TentativeAccept',
  'TentativeReject',
  'Travel',
  'Undo',
  'Update',
  'View',
] as const

/** Activity Vocabulary §3.2. */
export const actorTypes = ['Application', 'Group', 'Organization', 'Person', 'Service'] as const

/** Activity Vocabulary §3.3, and `Object` of §2. */
export const objectTypes = [
  'Object',
  'Article',
  'Audio',
  'Document',
  'Event',
  'Image',
  'Note',
  'Page',
  'Place',
  'Profile',
  'Relationship',
  'Tombstone',
  'Video',
] as const

/** Activity Vocabulary §2: Link, and §3.3: Mention. */
export const linkTypes = ['Link', 'Mention'] as const

/** Activity Vocabulary §2. */
export const collectionTypes = ['Collection', 'OrderedCollection', 'CollectionPage', 'OrderedCollectionPage'] as const

/** A name the Activity Vocabulary defines. Others are extensions and always welcome. */
export type KnownType =
  | (typeof activityTypes)[number]
  | (typeof actorTypes)[number]
  | (typeof objectTypes)[number]
  | (typeof linkTypes)[number]
  | (typeof collectionTypes)[number]

const knownTypes: ReadonlySet<string> = new Set([
  ...activityTypes,
  ...actorTypes,
  ...objectTypes,
  ...linkTypes,
  ...collectionTypes,
])
const activities: ReadonlySet<string> = new Set(activityTypes)

/** Whether the Activity Vocabulary defines this type name. */
export function isKnownType(name: string): name is KnownType {
  return knownTypes.has(name)
}

/** Whether the Activity Vocabulary defines this as a type of activity. */
export function isActivityType(name: string): name is (typeof activityTypes)[number] {
  return activities.has(name)
}

/**
 * The type names of an object, in order, whether `type` is one name, a list or absent. The long spellings of the
 * vocabulary's own names (`as:Note`, `https://www.w3.org/ns/activitystreams#Note`) are shortened.
 *
 * @example typesOf({ type: ['Organization', 'dit:company'] }) // ['Organization', 'dit:company']
 */
export function typesOf(value: JsonObject): string[] {
  const { type } = value
  const names: readonly unknown[] = Array.isArray(type) ? type : [type]
  return names
    .filter((name) => typeof name === 'string')
    .map((name) => name.replace(/^(?:as:|https?:\/\/www\.w3\.org\/ns\/activitystreams#)/, ''))
}
