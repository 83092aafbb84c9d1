/** The part of npm `hawk` 9 that the tests ask: it has no types of its own. */
declare module 'hawk' {
  interface OracleCredentials {
    id: string
    key: string
    algorithm: 'sha256'
  }
  interface OracleArtifacts {
    nonce: string
  }
  interface OraclePayload {
    payload?: string | Uint8Array
    contentType?: string
    ext?: string | undefined
  }
  interface OracleRequest {
    method: string
    url: string
    host: string
    port: number
    authorization: string
    contentType: string
  }
  const hawk: {
    client: {
      header(
        url: URL,
        method: string,
        options: OraclePayload & {
          credentials: OracleCredentials
          app?: string | undefined
          dlg?: string | undefined
          timestamp?: number | string
          nonce?: string
        },
      ): { header: string; artifacts: OracleArtifacts }
      authenticate(
        response: { headers: Record<string, string> },
        credentials: OracleCredentials,
        artifacts: OracleArtifacts,
        options: { payload: string | Uint8Array; required: true },
      ): unknown
    }
    server: {
      authenticate(
        request: OracleRequest,
        findCredentials: (id: string) => OracleCredentials | null,
        options: { payload: string | Uint8Array },
      ): Promise<{ artifacts: OracleArtifacts }>
      header(credentials: OracleCredentials, artifacts: OracleArtifacts, options: OraclePayload): string
    }
  }
  export default hawk
}
