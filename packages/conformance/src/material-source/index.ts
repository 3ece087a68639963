export * from '../check.ts';
export * from './material-source-checks.ts';
export type * from './material-source-subject.ts';
