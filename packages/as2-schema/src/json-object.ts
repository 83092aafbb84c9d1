/** A JSON object: neither null nor a list. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Whether a value is a JSON object: neither null nor a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
