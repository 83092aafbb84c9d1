import { boolean, date, type Field, fieldsOf, geoPoint, keyword, text, textWithRaw } from './fields.ts'

/** What can be searched in an object. Everything else of it is kept, and comes back in `_source`. */
export const objectFields: Readonly<Record<string, Field>> = fieldsOf({
  id: keyword,
  type: keyword,
  url: keyword,
  name: textWithRaw,
  content: text,
  keywords: text,
  published: date,
  startTime: date,
  endTime: date,
  'attributedTo.id': keyword,
  'attributedTo.type': keyword,
  geocoordinates: geoPoint,
  'dit:public': boolean,
  'dit:emailAddress': keyword,
  'dit:status': keyword,
})
