import type { Context, OneOrMany, Properties } from './kinds.ts'
import type {
  activityProperties,
  collectionProperties,
  linkProperties,
  objectProperties,
  pageProperties,
  placeProperties,
  profileProperties,
  questionProperties,
  relationshipProperties,
  tombstoneProperties,
} from './properties.ts'

/** What objects and links share. Properties of other vocabularies are kept and are `unknown`. */
export interface Entity {
  '@context'?: Context | null | undefined
  /** An IRI that is this thing's and no other's, e.g. `dit:DataHubCompany:0f5216e0`. */
  id?: string | null | undefined
  /** One type or several, e.g. `["Organization", "dit:company"]`. */
  type?: OneOrMany<string> | null | undefined
  [property: string]: unknown
}

/** An Object of any type, actors included. AS2 Core §4.1. */
export interface As2Object extends Entity, Properties<typeof objectProperties> {}

/** A Link or Mention. AS2 Core §4.2. */
export interface Link extends Entity, Properties<typeof linkProperties> {}

/** Something that was done. In a feed every activity has an `id` and a `type`. AS2 Core §4.4. */
export interface Activity extends As2Object, Properties<typeof activityProperties> {
  id: string
  type: OneOrMany<string>
}

/** The activity `Question`. Activity Vocabulary §3.1. */
export interface Question extends Activity, Properties<typeof questionProperties> {}

/** A Collection or OrderedCollection. AS2 Core §5. */
export interface Collection extends As2Object, Properties<typeof collectionProperties> {}

/** A CollectionPage or OrderedCollectionPage. AS2 Core §5.2. */
export interface CollectionPage extends Collection, Properties<typeof pageProperties> {}

/** A physical or logical place. Activity Vocabulary §3.3. */
export interface Place extends As2Object, Properties<typeof placeProperties> {}

/** What describes another thing. Activity Vocabulary §3.3. */
export interface Profile extends As2Object, Properties<typeof profileProperties> {}

/** How two things are related. Activity Vocabulary §3.3. */
export interface Relationship extends As2Object, Properties<typeof relationshipProperties> {}

/** What is left where an object was deleted. Activity Vocabulary §3.3. */
export interface Tombstone extends As2Object, Properties<typeof tombstoneProperties> {}
