/** The paths into a document, `'object.name'`, up to four deep. Lists are looked through, as OpenSearch does. */
export type PathsOf<Source, Depth extends readonly unknown[] = [1, 1, 1]> = Source extends readonly (infer Item)[]
  ? PathsOf<Item, Depth>
  : Source extends object
    ? {
        [Name in keyof Source & string]:
          | Name
          | (Depth extends readonly [unknown, ...infer Rest]
              ? `${Name}.${PathsOf<NonNullable<Source[Name]>, Rest>}`
              : never)
      }[keyof Source & string]
    : never

type Head<Path> = Path extends `${infer First}.${string}` ? First : Path
type Tail<Path, Name extends string> = Path extends `${Name}.${infer Rest}` ? Rest : never

/** The part of a document that is left of it by `_source: [path, …]`. */
export type SelectSource<Source, Path extends string> = Source extends readonly (infer Item)[]
  ? readonly SelectSource<Item, Path>[]
  : Source extends object
    ? {
        [Name in keyof Source as Name extends Head<Path> ? Name : never]: Name extends Path
          ? Source[Name]
          : SelectSource<Source[Name], Tail<Path, Name & string>>
      }
    : Source

/** What `_source` of a request leaves of a document. */
export type SourceAsked<Source, Part> = [Part] extends [false]
  ? undefined
  : Part extends readonly (infer Path extends string)[]
    ? SelectSource<Source, Path>
    : Part extends string
      ? SelectSource<Source, Part>
      : Source
