/** An HTTP answer, whole. */
export interface HttpAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: Uint8Array
}

/**
 * Reads an answer to its end.
 *
 * @param maxBytes Most bytes of the body, after content decoding
 * @param tooLarge Makes the error for a longer one; reading stops there
 * @throws What reading throws when the body breaks off.
 */
export async function readAnswer(response: Response, maxBytes: number, tooLarge: () => Error): Promise<HttpAnswer> {
  const { status, headers } = response
  const reader = response.body?.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined }
    if (done) break
    length += value.length
    if (length > maxBytes) {
      await reader?.cancel()
      throw tooLarge()
    }
    chunks.push(value)
  }
  const body = new Uint8Array(length)
  let offset = 0
  for (const chunk of chunks) {
    body.set(chunk, offset)
    offset += chunk.length
  }
  return { status, headers, body }
}
