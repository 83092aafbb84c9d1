import { Refusal } from './refusal.ts'

type Properties = Readonly<Record<string, Mapping>>
interface Mapping {
  readonly type?: string
  readonly properties?: Properties
}

/**
 * Why a mapping refuses a document: a plain value where it says object, an object where it says value. Dates, places
 * and numbers are taken as with `ignore_malformed`.
 */
export function mappingFault(
  id: string,
  document: unknown,
  { properties = {}, disable_objects: isFlat = false }: { properties?: Properties; disable_objects?: boolean },
): Refusal | undefined {
  if (!isObject(document)) return parsing(`failed to parse: the document [${id}] is no object`)
  // every object is taken for its plain values
  if (isFlat) return undefined
  for (const [field, value] of Object.entries(document)) {
    const mapping = Object.hasOwn(properties, field) ? properties[field] : undefined
    const fault = mapping && valuesFault(id, field, value, mapping)
    if (fault) return fault
  }
  return undefined
}

function valuesFault(id: string, field: string, value: unknown, mapping: Mapping): Refusal | undefined {
  for (const one of [value].flat(Number.POSITIVE_INFINITY)) {
    const fault = one === null ? undefined : valueFault(id, field, one, mapping)
    if (fault) return fault
  }
  return undefined
}

function valueFault(id: string, field: string, value: unknown, mapping: Mapping): Refusal | undefined {
  if (mapping.properties) {
    if (isObject(value)) return mappingFault(id, value, mapping)
    const found = `tried to parse field [${field}] as object, but found a concrete value`
    return parsing(`object mapping for [${field}] ${found}`)
  }
  if (!isObject(value) || mapping.type === 'geo_point' || mapping.type === 'flat_object') return undefined
  return parsing(`failed to parse field [${field}] of type [${mapping.type}] in document with id '${id}'.`)
}

function parsing(reason: string): Refusal {
  return new Refusal(400, 'mapper_parsing_exception', reason)
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
