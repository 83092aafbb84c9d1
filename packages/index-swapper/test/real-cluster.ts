import { afterAll, inject } from 'vitest'
import type { SearchCluster } from '../src/index.ts'
import { connectOpenSearch } from '../src/opensearch.ts'

/** Never aborted. */
export const signal: AbortSignal = new AbortController().signal

const search = connectOpenSearch({ url: inject('opensearchUrl') })
afterAll(() => search[Symbol.asyncDispose]())

/** The OpenSearch that integration tests share. */
export const cluster: SearchCluster = search.cluster
