/** One document to index. */
export interface IndexOperation {
  /** The write alias, see {@link writeAlias}. */
  readonly alias: string
  /** 1 to 512 bytes. */
  readonly id: string
  /** The greater one wins, whichever comes first; decimal digits, at most 9223372036854775807. */
  readonly version: string
  /** JSON on one line: what `_source` shall be, byte for byte. */
  readonly source: Uint8Array
  /** Where the document is from, for people to look it up: its page's URL. */
  readonly origin: string
}

const newline = Buffer.from('\n')

/** The two lines of a `_bulk` body that index one document. */
export function bulkLines({ alias, id, version, source }: IndexOperation): Uint8Array[] {
  const action = `{"index":{"_index":${JSON.stringify(alias)},"_id":${JSON.stringify(id)},"version":${version},"version_type":"external_gte","require_alias":true}}\n`
  return [Buffer.from(action), source, newline]
}

/** About how many bytes {@link bulkLines} adds to a body. */
export function bulkBytes({ alias, id, source }: IndexOperation): number {
  return source.byteLength + alias.length + id.length + 110
}
