import { expect, test } from 'vitest'
import { createScreen } from './screen.ts'

function recorded(isTTY: boolean, columns = 20): { text: () => string; output: Parameters<typeof createScreen>[0] } {
  let written = ''
  const write = (text: string): void => {
    written += text
  }
  return { text: () => written.replaceAll('\r\u001b[2K', '<'), output: { isTTY, columns, write } }
}

test('createScreen() rewrites the status in place on a terminal, below what is printed', () => {
  const { text, output } = recorded(true)
  const screen = createScreen(output)
  screen.print('a')
  screen.status('one')
  screen.print('b')
  screen.status('two')
  screen.end()
  screen.print('c')
  expect(text()).toBe('a\n<one<b\n<one<two<c\n')
})

test('createScreen() cuts the status so that it never wraps', () => {
  const { text, output } = recorded(true, 5)
  createScreen(output).status('123456')
  expect(text()).toBe('<1234')
})

test('createScreen() prints the status every 30 s where nothing can be rewritten', () => {
  const { text, output } = recorded(false)
  let now = 0
  const screen = createScreen(output, () => now)
  for (now of [0, 1000, 29_999, 30_000, 59_000]) screen.status(`at ${now}`)
  screen.print('line')
  expect(text()).toBe('at 0\nat 30000\nline\n')
})
