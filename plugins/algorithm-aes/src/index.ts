export { aes, type AesOptions } from './aes.ts';
