export * from '../check.ts';
export * from './root-key-checks.ts';
export type * from './root-key-subject.ts';
