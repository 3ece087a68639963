export { acceptingLabel } from './acceptance.ts';
export type * from './finding.ts';
export * from './lint-policies.ts';
export type { Duties, LintInput } from './lint-subject.ts';
export * from './sarif.ts';
