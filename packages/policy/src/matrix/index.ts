export * from './make-policy-matrix.ts';
export * from './matrix-page.ts';
export * from './policy-matrix.ts';
