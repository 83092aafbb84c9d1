import { expect, test } from 'vitest'
import { personOf } from './person-of.ts'
import { type Claims, type RoleRules, roleOf } from './role-of.ts'

const rules: RoleRules = { claim: 'roles', viewer: ['look'], operator: ['steer'], admin: ['root'] }
const viewer = { role: 'viewer', admin: false }
const operator = { role: 'operator', admin: false }
const admin = { role: 'operator', admin: true }

const cases: readonly [what: string, claims: Claims, rules: RoleRules, role: object | undefined][] = [
  ['no claim at all', {}, rules, undefined],
  ['a value', { roles: 'look' }, rules, viewer],
  ['a list', { roles: ['x', 'steer'] }, rules, operator],
  ['the most of several', { roles: ['look', 'root', 'steer'] }, rules, admin],
  ['another value', { roles: ['looks'] }, rules, undefined],
  ['what is no text', { roles: [1, null, { look: true }] }, rules, undefined],
  ['an object in place of a list', { roles: { look: 'look' } }, rules, undefined],
  [
    'a claim of a name with dots',
    { 'https://a.b/roles': ['steer'] },
    { ...rules, claim: 'https://a.b/roles' },
    operator,
  ],
  ['a claim inside another', { realm: { roles: ['steer'] } }, { ...rules, claim: 'realm.roles' }, operator],
  ['a claim that objects inherit', {}, { ...rules, claim: 'constructor.name', viewer: ['Object'] }, undefined],
  ['everybody', {}, { ...rules, viewer: ['*'] }, viewer],
  ['an issuer that says *', { roles: ['*'] }, rules, undefined],
  ['an issuer that says *, where everybody looks', { roles: ['*'] }, { ...rules, viewer: ['*'] }, viewer],
  ['an address', { email: 'ann@a.example' }, { ...rules, claim: 'email', operator: ['ann@a.example'] }, operator],
  [
    'an address that is not verified',
    { email: 'ann@a.example', email_verified: false },
    { ...rules, claim: 'email', operator: ['ann@a.example'] },
    undefined,
  ],
]

test.each(cases)('roleOf() of %s', (_what, claims, given, role) => {
  expect(roleOf(claims, given)).toEqual(role)
})

test.each([
  ['OpenID Connect', { name: 'Ann Lee', email: 'ann@a.example', sub: '7' }, 'Ann Lee', 'ann@a.example'],
  ['the form of 2018', { first_name: 'Ann', last_name: 'Lee', email: 'ann@a.example' }, 'Ann Lee', 'ann@a.example'],
  ['an issuer without addresses', { preferred_username: 'ann', sub: '7' }, 'ann', 'ann'],
  ['nothing but a subject', { sub: '7', email: '', name: 7 }, '7', '7'],
])('personOf() names a person by %s', (_what, claims, name, email) => {
  expect(personOf({ ...claims, roles: 'look' }, rules)).toEqual({ email, person: { name, email, ...viewer } })
  expect(personOf(claims, rules)).toEqual({ email })
})
