import type { PolicyPosition } from '../policy-set.ts';

export type LintLevel = 'warning' | 'error';

/** Codes don't change within a major version. P: policies, T: files of tests. */
export type LintCode =
  | 'P101'
  | 'P102'
  | 'P103'
  | 'P104'
  | 'P201'
  | 'P202'
  | 'P203'
  | 'P204'
  | 'P205'
  | 'P301'
  | 'P302'
  | 'P303'
  | 'P401'
  | 'P402'
  | 'P501'
  | 'P601'
  | 'T102'
  | 'T103';

/** Something that a rule of lint found. Plain data. */
export interface LintFinding {
  readonly code: LintCode;
  readonly level: LintLevel;
  readonly position: PolicyPosition;
  /** The rule of the policy that it is about, as `document/rule`. */
  readonly rule?: string;
  /** One sentence. */
  readonly message: string;
  /** What to do about it. */
  readonly fix: string;
  /** The name that was probably meant. */
  readonly near?: string;
  /** Whether the rule says by a label that this is as it should be. */
  readonly isAccepted: boolean;
}
