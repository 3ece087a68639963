export * from './cross-check-stores.ts';
export * from './model-key-store.ts';
