/** Properties of every Object. Activity Vocabulary §4, domain Object. */
export const objectProperties = {
  /** Its height above the sea, in `units`. For places; the vocabulary's errata give it to every object. */
  altitude: 'number',
  /** Something attached, which might need special handling, such as a file. */
  attachment: 'things',
  /** Who it is attributed to: its authors, most often. */
  attributedTo: 'things',
  /** Who it is meant for, as a whole. */
  audience: 'things',
  /** Who got a copy without the others knowing. */
  bcc: 'things',
  /** Who it was addressed to without the others knowing. */
  bto: 'things',
  /** Who got a copy. */
  cc: 'things',
  /** The text itself; HTML unless `mediaType` says otherwise. */
  content: 'text',
  /** `content` by language. */
  contentMap: 'languageMap',
  /** The context within which it exists or was done. Not `@context`. */
  context: 'things',
  /** How long it lasts, e.g. `PT2H`. */
  duration: 'duration',
  /** When it ended or is to end. */
  endTime: 'dateTime',
  /** The program that generated it. */
  generator: 'things',
  /** A small, square picture of it. */
  icon: 'things',
  /** A picture of it. */
  image: 'things',
  /** What it is a reply to. */
  inReplyTo: 'things',
  /** Where it is or was. */
  location: 'things',
  /** The MIME type of `content`. */
  mediaType: 'mediaType',
  /** Its name as plain text, no markup. */
  name: 'text',
  /** `name` by language. */
  nameMap: 'languageMap',
  /** Something that gives a first impression of it. */
  preview: 'things',
  /** When it was published. */
  published: 'dateTime',
  /** The replies to it. */
  replies: 'collection',
  /** When it began or is to begin. */
  startTime: 'dateTime',
  /** A short text about it, as HTML. */
  summary: 'text',
  /** `summary` by language. */
  summaryMap: 'languageMap',
  /** Things it has to do with: mentions, subjects. */
  tag: 'things',
  /** Who it is addressed to. */
  to: 'things',
  /** When it was last changed. */
  updated: 'dateTime',
  /** Where to look at it. */
  url: 'things',
} as const

/** Properties of every Activity. Activity Vocabulary §2, Activity. */
export const activityProperties = {
  /** Who did it. */
  actor: 'things',
  /** What it was done with. */
  instrument: 'things',
  /** What it was done to. */
  object: 'things',
  /** Where it came from, as in: the actor moved the object from the origin. */
  origin: 'things',
  /** What came of it. */
  result: 'things',
  /** What it was directed at, as in: the actor added the object to the target. */
  target: 'things',
} as const

/** Properties of a Question besides an activity's. Activity Vocabulary §3.1. */
export const questionProperties = {
  /** Answers of which several may be chosen. */
  anyOf: 'things',
  /** That, when or by what the question was closed. */
  closed: 'closing',
  /** Answers of which one may be chosen. */
  oneOf: 'things',
} as const

/** Properties of every collection and every page of one. Activity Vocabulary §2, Collection. */
export const collectionProperties = {
  /** The page with what was updated last. */
  current: 'page',
  /** The page furthest back. */
  first: 'page',
  /** What it holds, in no order. */
  items: 'things',
  /** The page furthest on. */
  last: 'page',
  /** What it holds, in order. */
  orderedItems: 'things',
  /** How many there are in all pages together. */
  totalItems: 'count',
} as const

/** Properties of a page of a collection besides a collection's. Activity Vocabulary §2, CollectionPage. */
export const pageProperties = {
  /** The page after this one. */
  next: 'page',
  /** The collection it is a page of. */
  partOf: 'collection',
  /** The page before this one. */
  prev: 'page',
  /** The place of the page's first item in its ordered collection, from 0. */
  startIndex: 'count',
} as const

/** Properties of a Link, which are all it has. Activity Vocabulary §2, Link. */
export const linkProperties = {
  /** Who it is attributed to. Given to links by the vocabulary's errata. */
  attributedTo: 'things',
  /** Where it leads. */
  href: 'iri',
  /** The language of what is there. */
  hreflang: 'languageTag',
  /** How high that is, in pixels. */
  height: 'count',
  /** The MIME type of what is there. */
  mediaType: 'mediaType',
  /** Its name as plain text. */
  name: 'text',
  /** `name` by language. */
  nameMap: 'languageMap',
  /** Something that gives a first impression of what is there. */
  preview: 'things',
  /** What that is to the linking thing: RFC 8288 or HTML link relations. */
  rel: 'relations',
  /** How wide that is, in pixels. */
  width: 'count',
} as const

/** Properties of a Place besides an object's. Activity Vocabulary §3.3. */
export const placeProperties = {
  /** How sure the position is, in percent. */
  accuracy: 'percentage',
  /** Degrees north. */
  latitude: 'number',
  /** Degrees east. */
  longitude: 'number',
  /** How far it reaches from its position, in `units`. */
  radius: 'distance',
  /** `cm`, `feet`, `inches`, `km`, `m` (the default), `miles` or an IRI. */
  units: 'units',
} as const

/** Properties of a Profile besides an object's. Activity Vocabulary §3.3. */
export const profileProperties = {
  /** What the profile is about. */
  describes: 'thing',
} as const

/** Properties of a Relationship besides an object's. Activity Vocabulary §3.3. */
export const relationshipProperties = {
  /** The other side. */
  object: 'things',
  /** What the subject is to the object. */
  relationship: 'relationship',
  /** The one side. */
  subject: 'thing',
} as const

/** Properties of a Tombstone besides an object's. Activity Vocabulary §3.3. */
export const tombstoneProperties = {
  /** When the object was deleted. */
  deleted: 'dateTime',
  /** What the object was. */
  formerType: 'typeNames',
} as const
