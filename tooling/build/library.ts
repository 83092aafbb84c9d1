import { defineConfig } from 'tsup'

/** How a publishable package is built: ES modules and rolled-up types in `dist/`, one file an entry. */
export function library(entry: string[] | Record<string, string> = ['src/index.ts']): ReturnType<typeof defineConfig> {
  return defineConfig({ entry, format: 'esm', target: 'node20', dts: true, clean: true, sourcemap: true })
}
