import { once } from 'node:events'
import { createServer } from 'node:net'
import { freePort } from '@as/local-stack'
import { DemoError } from './errors.ts'

/**
 * The port that an environment variable names, if it can be had, else a free one.
 *
 * @throws {DemoError} If it is no port number, or somebody else's.
 */
export async function choosePort(name: string, wanted: string | undefined): Promise<number> {
  if (wanted === undefined || wanted === '') return freePort()
  const port = Number(wanted)
  if (!/^\d{1,5}$/.test(wanted) || port < 1 || port > 65_535) {
    throw new DemoError(
      `Cannot use ${name}: it is "${wanted}"; give a number from 1 to 65535, or unset it for a free one`,
    )
  }
  const server = createServer()
  try {
    server.listen(port)
    await once(server, 'listening')
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    const why = taken ? 'another program uses it; stop that' : 'this user may not; take one above 1023'
    throw new DemoError(`Cannot listen on port ${port}: ${why}, set ${name} to another, or unset it for a free one`, {
      cause: error,
    })
  }
  server.close()
  await once(server, 'close')
  return port
}
