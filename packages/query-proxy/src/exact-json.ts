/** A number that a double cannot hold as it was written: `12345678901234567890`, `1.0`, `1e400`. */
export interface ExactNumber {
  readonly rawJSON: string
}

type Reviver = (this: unknown, key: string, value: unknown, context: { source?: string }) => unknown

// TypeScript does not know these yet: https://github.com/tc39/proposal-json-parse-with-source
const json = JSON as unknown as {
  parse(text: string, reviver: Reviver): unknown
  rawJSON(text: string): ExactNumber
  isRawJSON(value: unknown): value is ExactNumber
}

/**
 * A text without this has no number that a double changes: long ones, exponents, zeros at the end of a fraction, -0 and
 * what `String` would write with an exponent. Most searches have none, and are parsed in a tenth of the time.
 */
const unusual = /[\d.]{16}|\d[eE]|\.\d*0(?!\d)|-0(?![.\d])|0\.000000/

/**
 * `JSON.parse` that loses no number: what a double cannot hold becomes an {@link ExactNumber}, which
 * `JSON.stringify` writes back as it was.
 *
 * @throws {SyntaxError} If `text` is not JSON.
 */
export function parseExactly(text: string): unknown {
  if (!unusual.test(text)) return JSON.parse(text) as unknown
  return json.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source ? json.rawJSON(source) : value,
  )
}

/** Tells an exact number from an object. */
export function isExactNumber(value: unknown): value is ExactNumber {
  return json.isRawJSON(value)
}
