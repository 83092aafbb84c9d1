/** Prints at most one line for so much of the whole. */
const stepPercent = 20

/**
 * Reports how far a download is: `Fetching OpenSearch 3.6.0: 40 % of 162 MB`.
 *
 * @returns A function to call with the bytes that are there, as often as one likes.
 */
export function createProgress(
  action: string,
  totalBytes: number,
  onProgress: (line: string) => void,
): (bytes: number) => void {
  let reported = 0
  return (bytes) => {
    const percent = Math.floor((100 * bytes) / totalBytes)
    const step = percent - (percent % stepPercent)
    if (step <= reported || step >= 100) return
    reported = step
    onProgress(`${action}: ${step} % of ${Math.round(totalBytes / 1e6)} MB`)
  }
}
