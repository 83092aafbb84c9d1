/** Remembers which nonces a key has used. */
export interface NonceStore {
  /**
   * Claims a nonce of a key for `ttlSeconds` from now.
   *
   * @returns True exactly once in that time, whatever number of callers ask at once.
   * @throws Whenever it cannot tell: the request is then neither let in nor called a replay.
   */
  claim(keyId: string, nonce: string, ttlSeconds: number): Promise<boolean>
}
