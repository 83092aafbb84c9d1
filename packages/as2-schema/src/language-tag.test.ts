import { describe, expect, it } from 'vitest'
import { isLanguageTag } from './language-tag.ts'

const wellFormed = [
  'en',
  'EN',
  'cy-GB',
  'zh-Hans',
  'zh-cmn-Hans-CN',
  'sr-Latn-RS',
  'es-419',
  'und',
  'sp',
  'tlh-Latn',
  'sl-rozaj-biske-1994',
  'de-CH-1901',
  'hy-Latn-IT-arevela',
  'en-a-myext-b-another',
  'de-CH-x-phonebk',
  'x-whatever',
  'x-a-a',
  'i-klingon',
  'sgn-BE-FR',
  'en-GB-oed',
  'zh-min-nan',
  'art-lojban',
  'en-x-a-a',
  'yue-HK',
]

const illFormed = [
  '',
  '-',
  'e',
  'en_GB',
  'en-',
  '-en',
  'en--GB',
  'en GB',
  ' en',
  'en\n',
  'abcdefghi',
  'de-419-DE',
  'a-DE',
  'ar-a-aaa-b-bbb-a-ccc',
  'de-1901-1901x-',
  'sl-rozaj-ROZAJ',
  'en-a',
  'en-x',
  'x-',
  'i-nobody',
  'en-123456789',
]

describe('isLanguageTag()', () => {
  for (const tag of wellFormed) it(`accepts "${tag}"`, () => expect(isLanguageTag(tag)).toBe(true))
  for (const tag of illFormed) it(`refuses "${tag}"`, () => expect(isLanguageTag(tag)).toBe(false))
})
