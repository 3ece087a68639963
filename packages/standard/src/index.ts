export * from '@chatelaine/vault';
export * from './plugins.ts';
export * from './standard.ts';
