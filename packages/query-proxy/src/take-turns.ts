/**
 * Lets work that comes in pieces be done one piece at a time, whoever's it is, with time for everything else between:
 * however many send long bodies, others wait for one piece at most, and little memory is left behind at a time, so that
 * collecting it is short and rare.
 *
 * @param paceMs How long after one turn the next one comes.
 * @returns What waits for the next turn that nobody else has.
 */
export function takeTurns(paceMs = 1): () => Promise<void> {
  const waiting: (() => void)[] = []
  const next = (): void => {
    waiting.shift()?.()
    if (waiting.length > 0) setTimeout(next, paceMs)
  }
  return () =>
    new Promise((resolve) => {
      if (waiting.push(resolve) === 1) setTimeout(next, paceMs)
    })
}
