/** What ES2025 gives a reviver besides, and TypeScript's ES2024 does not know yet. */
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown }

/**
 * Reads JSON so that `JSON.stringify` writes every number as it was: 12345678901234567890123 and 1.0 would be others.
 *
 * @throws {SyntaxError} If it is no JSON.
 */
export function parseExactly(text: string): unknown {
  const keep: Reviver = (_, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source ? rawJSON(source) : value
  return JSON.parse(text, keep as Parameters<typeof JSON.parse>[1])
}
