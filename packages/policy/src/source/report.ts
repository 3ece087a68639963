import type { PolicyProblemCode } from '../problem.ts';

/** Notes one problem at an offset of the document that is being read. */
export type Report = (offset: number, code: PolicyProblemCode, message: string) => void;
