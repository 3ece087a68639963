export * from './level-key-store.ts';
export * from './plugin.ts';
