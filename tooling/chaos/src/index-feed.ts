/** The feed in the name of one of outgoing's indexes: `activities__feed_id_{feed}__date_…`; `''` for another index. */
export function parseFeedOf(index: string): string {
  return /^[a-z]+__feed_id_(.+?)__date_/.exec(index)?.[1] ?? ''
}
