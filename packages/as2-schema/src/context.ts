import * as v from 'valibot'
import { expected } from './describe-value.ts'
import { isJsonObject } from './json-object.ts'
import type { Context } from './kinds.ts'

type ContextPart = string | Readonly<Record<string, unknown>>

const single = v.custom<ContextPart>(isContextPart, expected('a URL, an object or a list of these'))
const list = v.array(v.custom<ContextPart>(isContextPart, expected('a URL or an object')))

/**
 * JSON-LD `@context`: a URL, an object, or a list of these (JSON-LD 1.1 §9.15). What it says is not looked at and no
 * URL in it is ever fetched: prefixes such as `dit:` stay what they are, a part of a name.
 */
export const contextSchema: v.GenericSchema<unknown, Context> = v.lazy((input) =>
  Array.isArray(input) ? list : single,
)

function isContextPart(input: unknown): boolean {
  return input === null || typeof input === 'string' || isJsonObject(input)
}

/** The URL of Activity Streams 2.0's own context, in the spellings that are in use. */
export const normativeContext: RegExp = /^https?:\/\/www\.w3\.org\/ns\/activitystreams(?:\.jsonld)?#?$/

/** Whether a document's `@context`, where it has one, takes in Activity Streams 2.0. AS2 Core §2.1. */
export function isActivityStreamsContext(context: unknown): boolean {
  if (context === undefined || context === null) return true
  const parts: readonly unknown[] = Array.isArray(context) ? context : [context]
  return parts.some((part) =>
    isJsonObject(part)
      ? Object.values(part).some((value) => typeof value === 'string' && normativeContext.test(value))
      : typeof part === 'string' && normativeContext.test(part),
  )
}
