export { type AliasTable, readAliasTable } from './alias-table.ts'
export { bulkBytes, type IndexOperation } from './bulk-action.ts'
export { type BulkLimit, createBulkLimit } from './bulk-limit.ts'
export {
  type BulkTotals,
  type BulkWriter,
  type BulkWriterOptions,
  createBulkWriter,
  type RefusedDocument,
  type RejectedDocument,
} from './bulk-writer.ts'
export { type Claim, type ClaimOptions, claimFamily } from './claim-family.ts'
export { type BulkItemAnswer, type BulkItemVerdict, classifyBulkItem } from './classify-bulk-item.ts'
export type { ClusterErrorCause, ClusterRequest, ClusterResponse, SearchCluster } from './cluster.ts'
export type { Retry } from './deliver.ts'
export {
  AliasTakenError,
  BulkExhaustedError,
  ClusterRefusedError,
  ClusterUnreachableError,
  FencedError,
  IndexSwapError,
  type IndexSwapErrorCode,
  IndexVanishedError,
  InvalidIndexNameError,
  NothingToRollBackError,
  PublicationContendedError,
} from './errors.ts'
export type { AliasAction } from './fence.ts'
export {
  type Generation,
  type IndexBlueprint,
  indexesOf,
  type Mappings,
  type OpenGenerationOptions,
  openGeneration,
} from './generation.ts'
export { type HeldGeneration, holdGeneration } from './hold-generation.ts'
export { indexAll } from './index-all.ts'
export {
  familyFault,
  formatIndexName,
  type IndexMark,
  type IndexName,
  markedSince,
  parseIndexName,
  writeAlias,
  writtenIndex,
} from './index-name.ts'
export type { LenientIndex } from './lenient-index.ts'
export { type Publication, planPublication } from './plan-publication.ts'
export { planRetirement, type RetentionOptions } from './plan-retirement.ts'
export { type PublishOptions, publishGeneration } from './publish-generation.ts'
export { refreshIndexes } from './refresh-indexes.ts'
export { deleteIndexes, deleteOtherFamilies, discardGeneration, retireGenerations } from './retire.ts'
export { type Holder, rollBack } from './roll-back.ts'
export { writeOut } from './write-out.ts'
