export * from './limits.ts';
export * from './load-policy-documents.ts';
export type * from './policy-set.ts';
export * from './problem.ts';
export * from './read-policy-folder.ts';
