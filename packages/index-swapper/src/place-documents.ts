import type { BulkAction } from './bulk-action.ts'
import type { ClusterErrorCause, SearchCluster } from './cluster.ts'
import type { Delivery, Outcome } from './deliver.ts'
import type { DocumentBatch } from './document-batch.ts'

/** Where a document ended. */
export type Placement =
  | Exclude<Outcome, { type: 'rejected' }>
  /** The lenient index took what the mapping refused, for this cause. */
  | { readonly type: 'lenient'; readonly cause: ClusterErrorCause }
  /** The lenient index refused it as well, or cannot be made: `lenient` says why. */
  | { readonly type: 'rejected'; readonly cause: ClusterErrorCause; readonly lenient?: ClusterErrorCause }

/**
 * Indexes documents: each into its index or, where the mapping refuses it, into the lenient one beside. Then it is taken
 * out of the other one, if it may be there, with its version: so whichever of two writes comes last, only the newer
 * document stays [I10]. A deletion that finds a newer version makes the document just written the one to go.
 */
export async function placeDocuments(
  cluster: SearchCluster,
  batch: DocumentBatch,
  { delivery, refresh, signal }: { delivery: Delivery; refresh: boolean; signal: AbortSignal },
): Promise<Placement[]> {
  for (const lenient of batch.lenients) {
    if (lenient.exists) await delivery.persist(() => lenient.learn(cluster, signal))
  }
  const placements: Placement[] = await delivery.deliver(batch, { refresh })
  await placeRefused(cluster, batch, placements, { delivery, signal })
  await removeOthers(batch, placements, delivery)
  return placements
}

async function placeRefused(
  cluster: SearchCluster,
  batch: DocumentBatch,
  placements: Placement[],
  { delivery, signal }: { delivery: Delivery; signal: AbortSignal },
): Promise<void> {
  const moves: { position: number; cause: ClusterErrorCause; action: BulkAction }[] = []
  for (let position = 0; position < placements.length; position += 1) {
    const placement = placements[position] as Placement
    if (placement.type !== 'rejected') continue
    const { lenient, id, version, source } = batch.at(position)
    if (!lenient) continue
    const refusal = await delivery.persist(() => lenient.make(cluster, signal))
    if (refusal) {
      placements[position] = { ...placement, lenient: refusal }
    } else {
      lenient.expect(id)
      moves.push({ position, cause: placement.cause, action: { alias: lenient.alias, id, version, source } })
    }
  }
  const outcomes = await delivery.deliver(moves.map(({ action }) => action))
  for (const [place, { position, cause }] of moves.entries()) {
    const outcome = outcomes[place] as Outcome
    if (outcome.type === 'rejected') placements[position] = { type: 'rejected', cause, lenient: outcome.cause }
    else placements[position] = outcome.type === 'indexed' ? { type: 'lenient', cause } : outcome
  }
}

async function removeOthers(batch: DocumentBatch, placements: Placement[], delivery: Delivery): Promise<void> {
  const removals: { position: number; other: BulkAction; placed: BulkAction }[] = []
  for (let position = 0; position < placements.length; position += 1) {
    const { type } = placements[position] as Placement
    const lenient = batch.lenientAt(position)
    if (!lenient?.exists) continue
    const mayBeInBoth = type === 'lenient' || (type === 'indexed' && lenient.mayHold(batch.idAt(position)))
    if (!mayBeInBoth) continue
    const { alias, id, version } = batch.at(position)
    const strictly = { alias, id, version }
    const leniently = { alias: lenient.alias, id, version }
    const [placed, other] = type === 'lenient' ? [leniently, strictly] : [strictly, leniently]
    removals.push({ position, other, placed })
  }
  const outcomes = await delivery.deliver(removals.map(({ other }) => other))
  const overtaken = removals.filter((_, place) => outcomes[place]?.type === 'superseded')
  await delivery.deliver(overtaken.map(({ placed }) => placed))
  for (const { position } of overtaken) placements[position] = { type: 'superseded' }
}
