export { type AliasTable, readAliasTable } from './alias-table.ts'
export { bulkBytes, type IndexOperation } from './bulk-body.ts'
export {
  type BulkTotals,
  type BulkWriter,
  type BulkWriterOptions,
  createBulkWriter,
  type RejectedDocument,
} from './bulk-writer.ts'
export { type Claim, claimFamily } from './claim-family.ts'
export { type BulkItemAnswer, type BulkItemVerdict, classifyBulkItem } from './classify-bulk-item.ts'
export type { ClusterErrorCause, ClusterRequest, ClusterResponse, SearchCluster } from './cluster.ts'
export {
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
export { type Generation, type IndexBlueprint, type OpenGenerationOptions, openGeneration } from './generation.ts'
export { type HeldGeneration, holdGeneration } from './hold-generation.ts'
export { familyFault, formatIndexName, type IndexName, parseIndexName, writeAlias } from './index-name.ts'
export { type AliasAction, type Publication, planPublication } from './plan-publication.ts'
export { planRetirement, type RetentionOptions } from './plan-retirement.ts'
export { type PublishOptions, publishGeneration } from './publish-generation.ts'
export { refreshIndexes } from './refresh-indexes.ts'
export { deleteIndexes, deleteOtherFamilies, retireGenerations } from './retire.ts'
export { rollBack } from './roll-back.ts'
