import { defineConfig } from 'tsup'

/** How an app is built: `dist/main.js`, started by `node dist/main.js`. Its libraries stay packages of their own. */
export default defineConfig({ entry: ['src/main.ts'], format: 'esm', target: 'node22', clean: true, sourcemap: true })
