/**
 * What the payload hash covers before the body itself. After the body comes one `\n`.
 *
 * @param mediaType The result of `mediaTypeOf()`, or, as some clients do it, the whole Content-Type
 * @see https://github.com/mozilla/hawk/blob/main/API.md, "Payload Validation"
 */
export function payloadPrefix(mediaType: string): string {
  return `hawk.1.payload\n${mediaType}\n`
}

/** The part of a Content-Type that Hawk hashes: `Text/Plain; charset=utf-8` is `text/plain`. */
export function mediaTypeOf(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase()
}

/**
 * The forms of a Content-Type that a payload hash may cover: the specified one, then the header as sent,
 * which older Python clients hash.
 */
export function acceptedMediaTypes(contentType: string): readonly string[] {
  const specified = mediaTypeOf(contentType)
  return specified === contentType ? [specified] : [specified, contentType]
}
