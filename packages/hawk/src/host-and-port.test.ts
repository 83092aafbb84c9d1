import { expect, test } from 'vitest'
import { hostAndPort } from './host-and-port.ts'

test.each([
  ['example.com', 443, ['example.com'], 443],
  ['Example.COM:8000', 443, ['example.com'], 8000],
  ['example.com:80', undefined, ['example.com'], 80],
  ['127.0.0.1', 80, ['127.0.0.1'], 80],
  ['my_service.apps.internal:65535', 80, ['my_service.apps.internal'], 65_535],
  ['[::1]', 80, ['[::1]', '::1'], 80],
  ['[2001:DB8::1]:8080', 80, ['[2001:db8::1]', '2001:db8::1'], 8080],
  ['[::ffff:127.0.0.1]:1', 80, ['[::ffff:127.0.0.1]', '::ffff:127.0.0.1'], 1],
])('hostAndPort(%j, %j) is %j, %j', (header, impliedPort, hosts, port) => {
  expect(hostAndPort(header, impliedPort)).toEqual({ hosts, port })
})

test.each([
  '',
  ' ',
  ':80',
  'a:',
  'a:65536',
  'a:8o',
  'a:-1',
  'a:80:80',
  'a b',
  'a,b',
  'a/b',
  'a\nb',
  'user@a',
  'a?b',
  'a#b',
  '::1',
  '[::1',
  '[]',
  '[::1]a',
  '[g::1]',
  'é.example',
  '\u212aelvin.example',
])('hostAndPort(%j) is refused', (header) => {
  expect(hostAndPort(header, 80)).toBeUndefined()
})

test('hostAndPort() without any port is refused', () => {
  expect(hostAndPort('example.com', undefined)).toBeUndefined()
})
