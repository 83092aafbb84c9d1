/**
 * Whether objects and lists nest deeper than `maxDepth`. Goes down without recursion, so no document can overflow the
 * stack here; `JSON.parse` makes values a million levels deep.
 */
export function exceedsDepth(value: unknown, maxDepth: number): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; depth <= maxDepth; depth++) {
    level = level.flatMap((parent) => (typeof parent === 'object' && parent !== null ? Object.values(parent) : []))
    if (level.length === 0) return false
  }
  return true
}
