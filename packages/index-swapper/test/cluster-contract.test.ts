import { createFakeCluster } from '@as/test-stack'
import { describe } from 'vitest'
import { clusterContract } from './cluster-contract.ts'

describe('the fake cluster', () => {
  clusterContract(createFakeCluster().connect())
})
