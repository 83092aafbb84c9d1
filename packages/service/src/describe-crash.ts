/** Frames that tell where it happened. */
const MAX_FRAMES = 3

/**
 * An error that nobody expected, as a report may give it: what it is and where it happened. Not its message, which may
 * repeat anybody's data: `JSON.parse` quotes the text that it cannot read.
 *
 * @example describeCrash(new TypeError('…')) // 'TypeError at readPage (/app/dist/main.js:7:3)'
 */
export function describeCrash(error: unknown): string {
  if (!(error instanceof Error)) return `a thrown ${typeof error}`
  const { code } = error as NodeJS.ErrnoException
  // a message of several lines may look like frames
  const stack = (error.stack ?? '').replace(error.message, () => '')
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line))
  const where = frames.slice(0, MAX_FRAMES).map((frame) => frame.trim())
  return [error.name, ...(typeof code === 'string' ? [code] : []), ...where].join(' ')
}
