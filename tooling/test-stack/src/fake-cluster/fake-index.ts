import { Refusal } from './refusal.ts'

/** What an index holds under an id. */
export interface StoredDocument {
  readonly id: string
  readonly version: bigint
  readonly seqNo: number
  /** `undefined` for a document that was deleted. */
  readonly source: Uint8Array | undefined
  readonly writtenAt: number
}

export interface IndexDefinition {
  readonly settings?: Readonly<Record<string, unknown>>
  readonly mappings?: Readonly<Record<string, unknown>>
  readonly aliases?: Readonly<Record<string, AliasOptions>>
}

export interface AliasOptions {
  readonly is_hidden?: boolean
}

/** How long a deletion's version is remembered: `index.gc_deletes`. */
const GC_DELETES_MS = 60_000

/** One index: what was written to it, and what of that searches see. */
export class FakeIndex {
  readonly name: string
  readonly settings: Record<string, unknown>
  mappings: Record<string, unknown>
  readonly aliases: Map<string, AliasOptions>
  /** What a search sees: what was there at the last refresh. */
  searchable: ReadonlyMap<string, StoredDocument> = new Map()
  readonly #stored = new Map<string, StoredDocument>()
  #lastSeqNo = -1
  #unsafeWrites = 0

  constructor(name: string, { settings = {}, mappings = {}, aliases = {} }: IndexDefinition) {
    this.name = name
    this.settings = flatSettings(settings)
    this.mappings = { ...mappings }
    this.aliases = new Map(Object.entries(aliases))
  }

  /** What a node that is killed now would lose: writes of a translog that is not synced with each request. */
  get unsafeWrites(): number {
    return this.#unsafeWrites
  }

  /** Everything that was written, whether or not searches see it yet. */
  get stored(): readonly StoredDocument[] {
    return [...this.#stored.values()].filter(({ source }) => source !== undefined)
  }

  /** @throws {Refusal} 409 where a newer version is there already, or one as new and it must grow. */
  write({ id, version, mustGrow, source }: Write, now: number): WriteResult {
    const before = this.#current(id, now)
    if (version !== undefined && before && (mustGrow ? version <= before.version : version < before.version)) {
      const higher = mustGrow ? 'higher or equal to' : 'higher than'
      throw conflict(id, `current version [${before.version}] is ${higher} the one provided [${version}]`)
    }
    return this.#put({ id, version: version ?? (before?.version ?? 0n) + 1n, source, writtenAt: now }, before)
  }

  /** Writes only where nothing was written since. @throws {Refusal} 409 where something was. */
  writeAt(seqNo: number, id: string, source: Uint8Array | undefined, now: number): WriteResult {
    const before = this.#current(id, now)
    if (before?.source === undefined || before.seqNo !== seqNo) {
      const is = before?.source ? `current document has seqNo [${before.seqNo}]` : 'but no document was found'
      throw conflict(id, `required seqNo [${seqNo}], primary term [1]. ${is}`)
    }
    return this.#put({ id, version: before.version + 1n, source, writtenAt: now }, before)
  }

  refresh(): void {
    this.searchable = new Map(this.stored.map((document) => [document.id, document]))
  }

  flush(): void {
    this.#unsafeWrites = 0
  }

  change(settings: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(flatSettings(settings))) {
      if (value === null) delete this.settings[name]
      else this.settings[name] = value
    }
  }

  #current(id: string, now: number): StoredDocument | undefined {
    const document = this.#stored.get(id)
    const isForgotten = document?.source === undefined && document && document.writtenAt + GC_DELETES_MS < now
    return isForgotten ? undefined : document
  }

  #put(document: Omit<StoredDocument, 'seqNo'>, before: StoredDocument | undefined): WriteResult {
    this.#lastSeqNo += 1
    const stored = { ...document, seqNo: this.#lastSeqNo }
    this.#stored.set(document.id, stored)
    if (this.settings['translog.durability'] === 'async') this.#unsafeWrites += 1
    return { stored, existed: before?.source !== undefined }
  }
}

export interface Write {
  readonly id: string
  readonly version: bigint | undefined
  readonly mustGrow: boolean
  /** `undefined` deletes. */
  readonly source: Uint8Array | undefined
}

export interface WriteResult {
  readonly stored: StoredDocument
  readonly existed: boolean
}

function conflict(id: string, reason: string): Refusal {
  return new Refusal(409, 'version_conflict_engine_exception', `[${id}]: version conflict, ${reason}`)
}

/** `{ 'index.refresh_interval': '-1' }` and `{ index: { refresh_interval: '-1' } }` are the same setting. */
function flatSettings(settings: Readonly<Record<string, unknown>>, prefix = ''): Record<string, unknown> {
  const flat: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(settings)) {
    const name = `${prefix}${key}`.replace(/^index\./, '')
    if (value === null) flat[name] = null
    else if (typeof value !== 'object') flat[name] = `${value as string | number | boolean}`
    else Object.assign(flat, flatSettings(value as Record<string, unknown>, name === 'index' ? '' : `${name}.`))
  }
  return flat
}
