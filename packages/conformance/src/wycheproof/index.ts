export * from './wycheproof-vectors.ts';
