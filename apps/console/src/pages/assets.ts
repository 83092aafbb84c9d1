import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Hono } from 'hono'

const types = {
  'console.css': 'text/css; charset=utf-8',
  'console.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
} as const

type AssetName = keyof typeof types

/** Where a page finds a static file; the path changes with what is in the file, so that browsers may keep it. */
export type AssetPath = (name: AssetName) => string

export interface Assets {
  readonly path: AssetPath
  /** Serves them at `/assets/`; they are no secret. */
  readonly routes: Hono
}

const KEEP = 'public, max-age=31536000, immutable'

/**
 * Reads the static files once.
 *
 * @param folder A `file:` URL that ends with a slash.
 */
export function readAssets(folder: URL): Assets {
  const files = new Map(
    (Object.keys(types) as AssetName[]).map((name) => {
      const body = readFileSync(new URL(name, folder), 'utf8')
      return [name, { body, version: createHash('sha256').update(body).digest('base64url').slice(0, 12) }] as const
    }),
  )
  const routes = new Hono().get('/assets/:name', (c) => {
    const name = c.req.param('name') as AssetName
    const file = files.get(name)
    if (!file) return c.notFound()
    const isCurrent = c.req.query('v') === file.version
    return c.body(file.body, 200, {
      'content-type': types[name],
      'cache-control': isCurrent ? KEEP : 'no-cache',
      'x-content-type-options': 'nosniff',
    })
  })
  return { path: (name) => `/assets/${name}?v=${files.get(name)?.version ?? ''}`, routes }
}
