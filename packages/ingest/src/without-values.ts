/** What a value of the document follows in OpenSearch's words, to their end. */
const quoting = /(?:Preview of field's value|For input string|The prefix of the first immense term is): .*$/s

/** Brackets and quotes around anything but the name of a field or a type, or a number. */
const quoted = /(?<!\b(?:field|fields|type|parameter)(?: name)? ?=? ?)(\[(?!\d+\])[^[\]]*\]|'[^']*'|"[^"]*")/g

/**
 * What OpenSearch says of a document that it refuses, without the values that it quotes, which may be anybody's data.
 *
 * @example withoutValues("failed to parse field [a] of type [date]. Preview of field's value: 'x'")
 *   // 'failed to parse field [a] of type [date]. The value is not repeated here.'
 */
export function withoutValues(reason: string): string {
  return reason.replace(quoting, 'The value is not repeated here.').replace(quoted, '[…]')
}
