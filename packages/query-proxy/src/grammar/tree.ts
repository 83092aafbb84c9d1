import type { ExactNumber } from '../exact-json.ts'
import type { Scope } from './scope.ts'

/**
 * A search as this package understood it: every object in it was made here, of members that the grammar lists. What is
 * sent to OpenSearch is written from it, never from the caller's text.
 */
export type Tree = string | number | boolean | null | ExactNumber | readonly Tree[] | { readonly [name: string]: Tree }

/**
 * Reads one value of a search body, at the path where it stands.
 *
 * @throws {RefusedSearchError} If the value is not permitted there.
 */
export type Parse = (value: unknown, path: string, scope: Scope) => Tree

/** A member's name → what its value has to be. */
export type Members = Readonly<Record<string, Parse>>
