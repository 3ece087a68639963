export { mldsa, type MldsaOptions } from './mldsa.ts';
