/** Remembers where a caller of `/v1/` is in their pages. */
export interface CursorStore {
  /** Keeps `value` under `id` for `ttlSeconds`. */
  save(id: string, value: string, ttlSeconds: number): Promise<void>
  /** @returns `undefined` for an id that is unknown or expired. */
  load(id: string): Promise<string | undefined>
}
