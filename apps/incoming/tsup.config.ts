export { default } from '@as/build/app'
