export { rsa } from './rsa.ts';
