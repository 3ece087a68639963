export * from './failing-store.ts';
export * from './pausing-store.ts';
export * from './tampering-store.ts';
