import type { As2Object, Link } from './entities.ts'

/** One value, or a list of them: JSON-LD leaves the brackets off where there is only one. */
export type OneOrMany<T> = T | readonly T[]

/** A reference to something: its IRI, a Link to it, or the thing itself. */
export type ObjectOrLink = string | As2Object | Link

/** Language tag → text, e.g. `{ "en": "A note", "cy": "Nodyn" }`. AS2 Core §4.7. */
export type LanguageMap = Readonly<Record<string, string>>

/** JSON-LD `@context`: kept as it came, never fetched. */
export type Context =
  | string
  | Readonly<Record<string, unknown>>
  | readonly (string | Readonly<Record<string, unknown>>)[]

/** What each kind of property holds, at the lax level. The strict level holds less: see `strict-kinds.ts`. */
export interface KindTypes {
  boolean: boolean
  /** References to things of any type. */
  things: OneOrMany<ObjectOrLink>
  /** A reference to one thing. */
  thing: OneOrMany<ObjectOrLink>
  /** What two things are to each other: a reference, or just a name. */
  relationship: OneOrMany<ObjectOrLink>
  /** A reference to a collection. */
  collection: OneOrMany<ObjectOrLink>
  /** A reference to a page of a collection. */
  page: OneOrMany<ObjectOrLink>
  /** `Question.closed`: when, by what, or whether. */
  closing: OneOrMany<ObjectOrLink> | boolean
  iri: string
  text: OneOrMany<string>
  languageMap: LanguageMap
  languageTag: string
  dateTime: string
  duration: string
  mediaType: string
  relations: OneOrMany<string>
  typeNames: OneOrMany<string>
  /** A number, or one written as a string: to JSON-LD they are the same. `Number()` reads both. */
  number: number | `${number}`
  /** The same from 0 up. */
  distance: number | `${number}`
  /** The same from 0 to 100. */
  percentage: number | `${number}`
  /** What lengths are given in. */
  units: OneOrMany<string>
  count: number
}

/** What a property holds. */
export type Kind = keyof KindTypes

/** The properties a table declares, as a type: each may be absent, and null means absent (AS2 Core §2). */
export type Properties<Table extends Readonly<Record<string, Kind>>> = {
  [Name in keyof Table]?: KindTypes[Table[Name]] | null | undefined
}
