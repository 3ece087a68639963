import type { PolicyPosition, PolicyRule } from '../policy-set.ts';
import type { LintCode, LintLevel } from './finding.ts';
import type { LintSubject } from './lint-subject.ts';

/** What a rule of lint says of one place. */
export interface Discovery {
  /** The rule of the policy that it is about; whoever answers for it can accept the finding there. */
  readonly rule?: PolicyRule;
  readonly position: PolicyPosition;
  readonly message: string;
  readonly fix: string;
  readonly near?: string | undefined;
}

/** One rule of lint. All that the product knows of it stands here, and in docs/policy-lint.md. */
export interface LintRule {
  readonly code: LintCode;
  readonly level: LintLevel;
  /** What it finds, as a heading. */
  readonly title: string;
  find(subject: LintSubject): readonly Discovery[];
}

/** Where a part of a rule stands; where that is not known, the rule. */
export function placeOf(rule: PolicyRule, path: string): PolicyPosition {
  return { ...(rule.places[path] ?? rule.position), document: rule.position.document };
}

/** A finding about a part of a rule. */
export function about(rule: PolicyRule, path: string, message: string, fix: string, near?: string): Discovery {
  return { rule, position: placeOf(rule, path), message, fix, near };
}
