export { readPolicyTestFolder } from '../read-policy-folder.ts';
export * from './load-policy-tests.ts';
export * from './read-policy-suite.ts';
export type * from './test-file.ts';
export * from './test-world.ts';
