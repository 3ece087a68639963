export * from '../check.ts';
export * from './authorizer-checks.ts';
export type * from './authorizer-subject.ts';
