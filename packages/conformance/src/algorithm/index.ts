export * from '../check.ts';
export * from './algorithm-checks.ts';
