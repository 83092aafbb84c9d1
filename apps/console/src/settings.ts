import * as v from 'valibot'

/** A text that is not empty. */
export const text = v.pipe(v.string('expected a text'), v.nonEmpty('expected a text that is not empty'))

export const flag = v.pipe(
  text,
  v.picklist(['true', 'false'], 'expected true or false'),
  v.transform((value) => value === 'true'),
)

export const httpUrl = v.pipe(
  text,
  v.check(
    (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
    'expected an address: https://…',
  ),
)

export const wholeNumber = (most: number, what: string) =>
  v.pipe(
    text,
    v.regex(/^\d{1,9}$/, what),
    v.transform(Number),
    v.check((value) => value <= most, what),
  )
