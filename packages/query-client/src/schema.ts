/** The types of fields in an OpenSearch mapping that have types here. */
export type FieldType =
  | 'keyword'
  | 'text'
  | 'date'
  | 'boolean'
  | 'byte'
  | 'short'
  | 'integer'
  | 'long'
  | 'float'
  | 'double'
  | 'ip'
  | 'geo_point'
  | 'nested'

/** Path of a field → its type: `{ type: 'keyword'; published: 'date'; 'object.name': 'text' }`. */
export type Fields = Readonly<Record<string, FieldType>>

/** What one alias holds. */
export interface AliasSchema {
  /** The type of its documents. */
  readonly source: object
  /** Its mapping: the fields that can be searched. */
  readonly fields: Fields
}

/**
 * What a consumer knows of the documents it asks for: its own word, which nothing checks at run time.
 *
 * @example
 * interface Shop {
 *   activities: { source: Order; fields: { type: 'keyword'; published: 'date'; 'object.name': 'text' } }
 *   objects: { source: Product; fields: { id: 'keyword'; name: 'text'; price: 'double' } }
 * }
 */
export interface Schema {
  readonly activities: AliasSchema
  readonly objects: AliasSchema
}

export type NumberType = 'byte' | 'short' | 'integer' | 'long' | 'float' | 'double'

/** Types whose whole value is compared; a text is cut into words. */
export type ExactType = Exclude<FieldType, 'text' | 'geo_point' | 'nested'>

/** The paths of the fields of these types. */
export type FieldsOf<F extends Fields, Type extends FieldType> = {
  [Path in keyof F]: F[Path] extends Type ? Path : never
}[keyof F] &
  string

/** What a field of a type is compared with. */
export type ValueOf<Type extends FieldType> = Type extends NumberType
  ? number
  : Type extends 'boolean'
    ? boolean
    : Type extends 'date'
      ? string | number
      : string
