import { type ServeOptions, serveUntil } from '@as/service'
import { getRequestListener } from '@hono/node-server'
import { type AdminApiOptions, createAdminApi } from './admin-api.ts'
import type { OutgoingConfig } from './config.ts'

/** Serves the admin API where the configuration asks for it. */
export async function serveAdmin(
  admin: OutgoingConfig['admin'],
  options: Omit<AdminApiOptions, 'token'> & Pick<ServeOptions, 'signal' | 'onListening'>,
): Promise<void> {
  if (!admin) return
  const { signal, onListening } = options
  const listener = getRequestListener(createAdminApi({ ...options, token: admin.token }).fetch)
  await serveUntil((request, response) => void listener(request, response), {
    port: admin.port,
    host: admin.host,
    signal,
    ...(onListening && { onListening }),
  })
}
