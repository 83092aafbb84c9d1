const irregular = [
  'en-gb-oed',
  'i-ami',
  'i-bnn',
  'i-default',
  'i-enochian',
  'i-hak',
  'i-klingon',
  'i-lux',
  'i-mingo',
  'i-navajo',
  'i-pwn',
  'i-tao',
  'i-tay',
  'i-tsu',
  'sgn-be-fr',
  'sgn-be-nl',
  'sgn-ch-de',
].map((tag) => tag.replace(/[a-z]/g, (letter) => `[${letter.toUpperCase()}${letter}]`))

const language = '(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8})'
const script = '(?:-[A-Za-z]{4})?'
const region = '(?:-(?:[A-Za-z]{2}|\\d{3}))?'
const variants = '(?:-(?:[A-Za-z0-9]{5,8}|\\d[A-Za-z0-9]{3}))*'
const extensions = '(?:-[0-9A-WY-Za-wy-z](?:-[A-Za-z0-9]{2,8})+)*'
const privateUse = '[Xx](?:-[A-Za-z0-9]{1,8})+'

/**
 * A language tag by its grammar: RFC 5646 §2.1. `cy-GB` and `zh-Hans` are; `en_GB` and `de-419-DE`, with two regions,
 * are not. Whether the subtags are registered is not looked at.
 */
export const languageTag: RegExp = new RegExp(
  `^(?:${language}${script}${region}${variants}${extensions}(?:-${privateUse})?|${privateUse}|${irregular.join('|')})$`,
)

/** Whether a tag that has the form of one is well-formed: no variant and no singleton comes twice. RFC 5646 §2.2.9. */
export function isLanguageTag(tag: string): boolean {
  if (!languageTag.test(tag)) return false
  const [known = ''] = tag.toLowerCase().split(/(?:^|-)x-/)
  const subtags = known.split('-').slice(1)
  const firstSingleton = subtags.findIndex((subtag) => subtag.length === 1)
  const variants = (firstSingleton < 0 ? subtags : subtags.slice(0, firstSingleton)).filter(({ length }) => length > 4)
  const singletons = subtags.filter(({ length }) => length === 1)
  return new Set(variants).size === variants.length && new Set(singletons).size === singletons.length
}
