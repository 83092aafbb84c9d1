/** The one path with a part that is not known before. */
export const cursorPath = '/v1/:cursor'

const withCursor = /^\/v1\/([^/]+)$/

/** The last part of the path of `/v1/{cursor}`, as it was sent. */
export function cursorIn(path: string): string | undefined {
  return withCursor.exec(path)?.[1]
}
