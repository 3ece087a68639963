export * from './audit-sink-checks.ts';
export type * from './audit-sink-subject.ts';
export * from '../check.ts';
