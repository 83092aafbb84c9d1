/** The feed that an index holds documents of, going by its name. */
export function feedOfIndex(index: string): string | undefined {
  return /__feed_id_(.+)__date_\d{4}-\d\d-\d\d__timestamp_\d+__batch_id_/.exec(index)?.[1]
}
