export * from './casl.ts';
export type * from './casl-options.ts';
