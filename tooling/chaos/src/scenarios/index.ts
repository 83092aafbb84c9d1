import type { Scenario } from '../scenario.ts'
import { badDocuments } from './bad-documents.ts'
import { bulkFaults } from './bulk-faults.ts'
import { clocks } from './clocks.ts'
import { diskFull } from './disk-full.ts'
import { mappingChange } from './mapping-change.ts'
import { oddDocuments } from './odd-documents.ts'
import { opensearchKilled } from './opensearch-killed.ts'
import { paging } from './paging.ts'
import { redis } from './redis.ts'
import { sigkill } from './sigkill.ts'
import { sigstop } from './sigstop.ts'
import { wrongSource } from './wrong-source.ts'

/** In the order in which they are played. */
export const scenarios: readonly Scenario[] = [
  paging,
  wrongSource,
  badDocuments,
  oddDocuments,
  bulkFaults,
  mappingChange,
  sigkill,
  sigstop,
  clocks,
  redis,
  opensearchKilled,
  diskFull,
]
