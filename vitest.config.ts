import { defineConfig } from 'vitest/config'

const conditions = ['@as/source']
const source = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
}

export default defineConfig({
  ...source,
  test: {
    reporters: ['default', '@as/vitest/reporter'],
    coverage: {
      provider: 'v8',
      include: ['{packages,apps}/*/src/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
    },
    projects: [
      {
        ...source,
        test: {
          name: 'unit',
          include: ['{packages,apps,tooling,examples}/*/{src,test}/**/*.test.ts'],
          exclude: ['**/*.integration.test.ts', '**/node_modules/**'],
          // some wait for real sockets, and machines are shared
          testTimeout: 30_000,
        },
      },
      {
        ...source,
        test: {
          name: 'integration',
          include: ['{packages,apps,tooling,examples}/*/test/**/*.integration.test.ts'],
          globalSetup: ['@as/vitest/global-setup'],
          // they share one OpenSearch, and outgoing deletes the indexes of feeds it does not know
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
