import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { choosePort } from './choose-port.ts'

test('choosePort() finds a port where none is wanted, and takes a wanted one that is free', async () => {
  const port = await choosePort('PORT', undefined)
  expect(port).toBeGreaterThan(0)
  await expect(choosePort('PORT', `${port}`)).resolves.toBe(port)
})

test.each(['http', '0', '65536', '-1', '80.5', ' 8080'])(
  'choosePort() refuses PORT=%s in one sentence',
  async (wanted) => {
    await expect(choosePort('PORT', wanted)).rejects.toThrow(
      /^Cannot use PORT: it is ".*"; give a number from 1 to 65535/,
    )
  },
)

test('choosePort() says that a port is taken', async () => {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await expect(choosePort('PORT', `${port}`)).rejects.toThrow(`Cannot listen on port ${port}: another program uses it`)
  server.close()
})
