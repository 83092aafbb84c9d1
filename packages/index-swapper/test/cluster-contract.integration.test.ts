import { afterAll, describe, inject } from 'vitest'
import { connectOpenSearch } from '../src/opensearch.ts'
import { clusterContract } from './cluster-contract.ts'

const search = connectOpenSearch({ url: inject('opensearchUrl') })
afterAll(() => search[Symbol.asyncDispose]())

describe('OpenSearch', () => {
  clusterContract(search.cluster)
})
