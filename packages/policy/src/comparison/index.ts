export * from './compare-policies.ts';
export type * from './policy-comparison.ts';
