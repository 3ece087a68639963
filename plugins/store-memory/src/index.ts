export * from './memory-key-store.ts';
export * from './plugin.ts';
