import type { LenientIndex } from './lenient-index.ts'

/** One document to index. */
export interface IndexOperation {
  /** The write alias, see {@link writeAlias}. */
  readonly alias: string
  /** Takes the document if the index's mapping refuses it: the generation's, see {@link Generation.lenient}. */
  readonly lenient?: LenientIndex | undefined
  /** 1 to 512 bytes. */
  readonly id: string
  /** The greater one wins, whichever comes first; decimal digits, at most 9223372036854775807. */
  readonly version: string
  /** JSON on one line: what `_source` shall be, byte for byte. */
  readonly source: Uint8Array
  /** Where the document is from, for people to look it up: its page's URL. */
  readonly origin: string
}

/** One entry of a `_bulk` request: it indexes `source`, or deletes the document where there is none. */
export type BulkAction = Pick<IndexOperation, 'alias' | 'id' | 'version'> & { readonly source?: Uint8Array }

const newline = Buffer.from('\n')

/** The lines of a `_bulk` body for one action. */
export function bulkLines({ alias, id, version, source }: BulkAction): Uint8Array[] {
  const meta = `"_index":${JSON.stringify(alias)},"_id":${JSON.stringify(id)},"version":${version},"version_type":"external_gte"`
  if (!source) return [Buffer.from(`{"delete":{${meta}}}\n`)]
  return [Buffer.from(`{"index":{${meta},"require_alias":true}}\n`), source, newline]
}

/** About how many bytes {@link bulkLines} adds to a body. */
export function bulkBytes({ alias, id, source }: BulkAction): number {
  return (source?.byteLength ?? 0) + alias.length + id.length + 110
}
