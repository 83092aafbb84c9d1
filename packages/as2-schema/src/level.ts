/**
 * How much is asked of a document.
 *
 * - `strict`: what the two specifications say, to the letter: absolute IRIs, RFC 3339 dates, language tags, the
 *   properties a collection may have.
 * - `lax` (the default everywhere): what real feeds send. Shapes are checked, formats are not.
 * - `minimal`: only what indexing an activity needs: `id`, `type` and `object.id`.
 *
 * Whatever `strict` accepts, `lax` accepts; whatever `lax` accepts, `minimal` accepts.
 */
export type Level = 'strict' | 'lax' | 'minimal'
