/** A file in Maven Central, pinned by its content. */
export interface Artifact {
  /** What it is, for people: `OpenSearch 3.6.0`. */
  readonly label: string
  readonly groupId: string
  readonly artifactId: string
  readonly version: string
  readonly extension: 'zip' | 'jar'
  readonly bytes: number
  /** Lower-case hex. */
  readonly sha256: string
  /** The environment variable that makes this download unnecessary. */
  readonly instead: 'OPENSEARCH_URL' | 'REDIS_URL'
}

const opensearch = {
  groupId: 'org.opensearch.distribution.integ-test-zip',
  artifactId: 'opensearch',
  extension: 'zip',
  instead: 'OPENSEARCH_URL',
} as const

/** Needs Java 21 or later. */
export const opensearch3: Artifact = {
  ...opensearch,
  label: 'OpenSearch 3.6.0',
  version: '3.6.0',
  bytes: 161_609_640,
  sha256: 'a91faa1dc1cadc78cb278b4f63847e19e1627a4e9de698e14e7efc14ee37b286',
}

/** Needs Java 11 to 23. */
export const opensearch2: Artifact = {
  ...opensearch,
  label: 'OpenSearch 2.19.4',
  version: '2.19.4',
  bytes: 56_192_149,
  sha256: '3902e642715210d1d9d7cbdcc8f5abd6f931d1d7a679cea3750937becf16c406',
}

/** A third party's builds of Redis 6.2 for many platforms, in one jar. */
export const embeddedRedis: Artifact = {
  label: 'Redis 6.2',
  groupId: 'com.github.codemonstur',
  artifactId: 'embedded-redis',
  version: '1.4.3',
  extension: 'jar',
  bytes: 11_953_653,
  sha256: 'ffbc63265c60d25dee453d6f656b527d98200d98657c6a0ab4dec4ea2c3a5cd6',
  instead: 'REDIS_URL',
}

const icu = { groupId: 'com.ibm.icu', version: '77.1', extension: 'jar', instead: 'OPENSEARCH_URL' } as const

/** Locale data for a Java runtime that was trimmed of it, as jars for the class path. */
export const icuJars: readonly Artifact[] = [
  {
    ...icu,
    label: 'ICU4J 77.1',
    artifactId: 'icu4j',
    bytes: 14_663_227,
    sha256: 'b3640b9f416a4411fd33c59abbeea8fd57d024c23e1819bf9673220a97499fe3',
  },
  {
    ...icu,
    label: 'ICU4J locale data 77.1',
    artifactId: 'icu4j-localespi',
    bytes: 50_797,
    sha256: '77d0da4f10c6158174cc3dafbb51356031a09e0fcaaf0432330afb4fb552cac9',
  },
]
