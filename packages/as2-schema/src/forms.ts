/** The name of a form. */
export type Form =
  | 'iri'
  | 'dateTime'
  | 'duration'
  | 'mediaType'
  | 'relation'
  | 'typeName'
  | 'number'
  | 'distance'
  | 'percentage'
  | 'unit'

/**
 * The forms that strings of each kind have at the level `strict`. Without flags and with nothing that only JavaScript
 * knows, since JSON Schema gets them, too.
 */
export const forms: Readonly<Record<Form, RegExp>> = {
  /** RFC 3987, by the characters alone. Relative references: AS2 Core §2.2 says not to use them. */
  iri: /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/,
  /**
   * RFC 3339 with the seconds optional (AS2 Core §2.3), and the offset as well: the specifications' own examples have
   * `2015-04-21T12:34:56`, and `xsd:dateTime` is the range.
   */
  dateTime:
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d|60)(?:\.\d+)?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?$/,
  /** XML Schema 1.1 part 2 §3.3.6. */
  duration: /^-?P(?=[\dT])(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?$/,
  /** RFC 6838 §4.2, with parameters. */
  mediaType: /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:[ \t]*;.*)?$/,
  /** HTML and RFC 8288: no white space, no comma. */
  relation: /^[^\s,]+$/,
  /** A type's name or IRI. */
  typeName: /^\S+$/,
  /** A number as XML Schema writes it: typed by its context, a string is a number to JSON-LD. */
  number: /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[Ee][+-]?\d+)?$/,
  /** The same from 0 up. */
  distance: /^\+?(?:\d+(?:\.\d*)?|\.\d+)(?:[Ee][+-]?\d+)?$/,
  /** The same from 0 to 100. */
  percentage: /^(?:100(?:\.0*)?|\d{1,2}(?:\.\d*)?|\.\d+)$/,
  /** Activity Vocabulary §4, `units`, besides any IRI. */
  unit: /^(?:cm|feet|inches|km|m|miles)$/,
}
