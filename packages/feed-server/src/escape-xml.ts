/**
 * Text as it may stand between tags and in quoted attributes. What XML cannot hold even escaped, such as most control
 * characters, becomes U+FFFD. XML 1.0 §2.2 and §2.4; a line feed is escaped too, as attributes would turn it into a space.
 */
export function escapeXml(text: string): string {
  return text.toWellFormed().replace(special, (character) => escapes[character] ?? '\ufffd')
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const special = /[&<>"'\t\n\r\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}
