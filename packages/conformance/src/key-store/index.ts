export * from '../check.ts';
export * from './key-store-checks.ts';
export type * from './subject.ts';
