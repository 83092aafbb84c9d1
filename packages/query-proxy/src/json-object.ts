import { isExactNumber } from './exact-json.ts'

/** An object, and neither a list nor a number that is kept as it was written. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value)
}

/** The path of a member: `query.bool`, or `query.term["object.type"]` where the name is no plain word. */
export function memberPath(path: string, name: string): string {
  if (!/^[A-Za-z_][\w:-]{0,63}$/.test(name)) return `${path}[${JSON.stringify(name.slice(0, 64))}]`
  return path === '' ? name : `${path}.${name}`
}

/** A number, or a text of one as OpenSearch takes it. */
export function numberOf(value: unknown): number | undefined {
  const text = isExactNumber(value) ? value.rawJSON : value
  const number = typeof text === 'string' && text.trim() !== '' ? Number(text) : text
  return typeof number === 'number' && !Number.isNaN(number) ? number : undefined
}
