import type { PlainKind } from '../create-kinds.ts'
import type { Family } from '../family.ts'
import { forms } from '../forms.ts'
import type { Kind } from '../kinds.ts'
import { languageTag } from '../language-tag.ts'
import { anyEntity, choose, type JsonSchema, type JsonSchemas, matching, nullish, ofKind, oneOrMany } from './rules.ts'
import { allFamilies, notOf } from './type-tests.ts'

const string: JsonSchema = { type: 'string' }
const strings = oneOrMany(string)
const numeric = (form: RegExp, bounds: JsonSchema = {}): JsonSchema => ({
  anyOf: [{ type: 'number', ...bounds }, matching(form)],
})

const plainStrict: Readonly<Record<PlainKind, JsonSchema>> = {
  boolean: { type: 'boolean' },
  iri: matching(forms.iri),
  text: string,
  languageMap: { type: 'object', propertyNames: matching(languageTag), additionalProperties: string },
  languageTag: matching(languageTag),
  dateTime: matching(forms.dateTime),
  duration: matching(forms.duration),
  mediaType: matching(forms.mediaType),
  relations: oneOrMany(matching(forms.relation), { minItems: 1 }),
  typeNames: oneOrMany(matching(forms.typeName), { minItems: 1 }),
  number: numeric(forms.number),
  distance: numeric(forms.distance, { minimum: 0 }),
  percentage: numeric(forms.percentage, { minimum: 0, maximum: 100 }),
  units: { anyOf: [matching(forms.unit), matching(forms.iri)] },
  count: { type: 'integer', minimum: 0 },
}

const plainLax: Readonly<Record<PlainKind, JsonSchema>> = {
  boolean: { type: 'boolean' },
  iri: string,
  text: strings,
  languageMap: { type: 'object', additionalProperties: string },
  languageTag: string,
  dateTime: string,
  duration: string,
  mediaType: string,
  relations: strings,
  typeNames: strings,
  number: numeric(forms.number),
  distance: numeric(forms.number),
  percentage: numeric(forms.number),
  units: strings,
  count: { type: 'number' },
}

const pages: readonly Family[] = ['collectionPage', 'orderedCollectionPage', 'link']
const collections: readonly Family[] = [...pages, 'collection', 'orderedCollection']

/** One definition a kind, as `createKinds` makes schemas of them. */
export function kindRules(exact: boolean): JsonSchemas {
  return Object.fromEntries(Object.entries(rulesByKind(exact)).map(([kind, rule]) => [`kind-${kind}`, rule]))
}

function rulesByKind(exact: boolean): Readonly<Record<Kind, JsonSchema>> {
  const thing = (reference: JsonSchema): JsonSchema => choose({ type: 'object' }, anyEntity, reference)
  const things = (one: JsonSchema): JsonSchema =>
    exact ? oneOrMany(one, { minItems: 1 }) : oneOrMany(one, { item: nullish(one) })
  const only = (families: readonly Family[]): JsonSchema => ({
    allOf: [thing(matching(forms.iri)), notOf(allFamilies.filter((family) => !families.includes(family)))],
  })
  const one = thing(exact ? matching(forms.iri) : string)
  const isDate: JsonSchema = { type: 'string', pattern: '^\\d' }
  return {
    ...(exact ? plainStrict : plainLax),
    things: things(one),
    thing: exact ? one : things(one),
    relationship: things(exact ? thing(matching(forms.typeName)) : one),
    page: exact ? only(pages) : things(one),
    collection: exact ? only(collections) : things(one),
    closing: { anyOf: [{ type: 'boolean' }, choose(isDate, ofKind('dateTime'), ofKind('things'))] },
  }
}
