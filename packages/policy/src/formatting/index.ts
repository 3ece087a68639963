export * from './format-document.ts';
