import { setTimeout as sleep } from 'node:timers/promises'
import type { OpenSearchConnection } from '@as/query-proxy'

/** What is known of OpenSearch's version. */
export interface SearchVersion {
  /** `undefined` until OpenSearch has said it. */
  readonly major: number | undefined
}

/**
 * Asks OpenSearch for its version, now and every minute: it may be down now, and be upgraded later. What it was last
 * counts while it does not answer.
 */
export function watchVersion(
  opensearch: Pick<OpenSearchConnection, 'request'>,
  { signal, unknownMs = 5_000, knownMs = 60_000 }: { signal: AbortSignal; unknownMs?: number; knownMs?: number },
): SearchVersion {
  let major: number | undefined
  const ask = async (): Promise<void> => {
    while (!signal.aborted) {
      major = (await majorOf(opensearch, signal).catch(() => undefined)) ?? major
      await sleep(major === undefined ? unknownMs : knownMs, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }
  void ask()
  return {
    get major() {
      return major
    },
  }
}

async function majorOf(
  opensearch: Pick<OpenSearchConnection, 'request'>,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { status, body } = await opensearch.request({ method: 'GET', path: '/' }, { signal })
  const answer = (await new Response(body as ConstructorParameters<typeof Response>[0]).json()) as {
    version?: { number?: unknown }
  } | null
  const [, found] = /^(\d{1,3})\./.exec(String(answer?.version?.number)) ?? []
  return status === 200 && found !== undefined ? Number(found) : undefined
}
