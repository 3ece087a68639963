export * from './algorithm/index.ts';
export * from './authorizer/index.ts';
export * from './check.ts';
export * from './cross-check/index.ts';
export * from './faults/index.ts';
export * from './key-store/index.ts';
export * from './material-source/index.ts';
export * from './test-vault/index.ts';
